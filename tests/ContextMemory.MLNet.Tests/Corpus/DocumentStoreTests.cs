using ContextMemory.MLNet.Corpus;

namespace ContextMemory.MLNet.Tests.Corpus;

public sealed class DocumentStoreTests
{
    [Theory]
    [InlineData(0, 300)]
    [InlineData(20_000, 141)]
    [InlineData(1_000_000, 0)]
    public void What_is_read_does_not_depend_on_where_it_is_kept(long room, int onDisk)
    {
        using var store = new DocumentStore(new MemoryRoom(room));
        int[][] documents = [.. Enumerable.Range(0, 300).Select(i => Enumerable.Range(i, i % 20).ToArray())];
        foreach (int[] codes in documents)
        {
            store.Add(codes);
        }

        Assert.Equal((300, onDisk), (store.Count, store.OnDisk));
        Assert.Equal(documents, store);
        Parallel.For(0, 3_000, i => Assert.Equal(documents[i * 7 % 300], store[i * 7 % 300]));
    }

    [Fact]
    public void Two_stores_share_a_room()
    {
        // A document takes 64 bytes wherever it is, and in memory its codes and 24 bytes.
        var room = new MemoryRoom(2 * (64 + 24 + 40));
        using var first = new DocumentStore(room);
        using var second = new DocumentStore(room);
        first.Add(new int[10]);
        second.Add(new int[10]);
        first.Add(new int[10]);
        second.Add([]);
        Assert.Equal((1, 1), (first.OnDisk, second.OnDisk));
    }

    [Fact]
    public void Documents_can_be_moved_to_the_file_later()
    {
        using var first = new DocumentStore(MemoryRoom.Unlimited());
        using var second = new DocumentStore(MemoryRoom.Unlimited());
        int[][] documents = [.. Enumerable.Range(0, 100).Select(i => Enumerable.Range(i, 10).ToArray())];
        foreach (int[] codes in documents)
        {
            first.Add(codes);
            second.Add(codes);
        }

        // 64 bytes each: all of the first, 50 of the second.
        Assert.Equal(150 * 64, RowStore.MoveToFile(150 * 64 - 1, first, second));
        Assert.Equal((100, 50), (first.OnDisk, second.OnDisk));
        first.Add([7]);
        Assert.Equal([.. documents, [7]], first);
        Assert.Equal(documents, second);
        Assert.Equal(50 * 64, RowStore.MoveToFile(long.MaxValue, first, second));
        Assert.Equal(documents, second);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_with_the_remedy()
    {
        string folder = Path.Combine(Path.GetTempPath(), "context-memory-none", "at-all");
        using var store = new DocumentStore(new MemoryRoom(0, folder));
        Check(Assert.Throws<IOException>(() => store.Add([1])));
        Check(Assert.Throws<IOException>(() => MemoryRoom.Check(new TrainingOptions { MaxMemoryMB = 64, TemporaryFolder = folder })));
        MemoryRoom.Check(new TrainingOptions { TemporaryFolder = folder });

        void Check(IOException exception) => Assert.Matches(
            $@"^The rows for which TrainingOptions\.MaxMemoryMB does not suffice cannot be written to the folder '{folder}': .+ " +
            @"Name another folder for temporary files \(MLContext\.TempFilePath, or the environment variable TMPDIR\), or allow more memory\.$",
            exception.Message);
    }

    [Fact]
    public void The_file_is_gone_with_the_store()
    {
        string[] Files() => Directory.GetFiles(Path.GetTempPath(), "context-memory-rows-*");
        int before = Files().Length;
        using (var store = new DocumentStore(new MemoryRoom(0)))
        {
            store.Add([1, 2, 3]);
            Assert.Equal([1, 2, 3], store[0]);
        }

        Assert.Equal(before, Files().Length);
    }
}
