using ContextMemory.MLNet.Tasks;

namespace ContextMemory.MLNet.Tests.Tasks;

public sealed class DocumentStoreTests
{
    [Theory]
    [InlineData(0, 300)]
    [InlineData(5_000, 227)]
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
        // A document takes its codes and 32 bytes.
        var room = new MemoryRoom(2 * (32 + 40));
        using var first = new DocumentStore(room);
        using var second = new DocumentStore(room);
        first.Add(new int[10]);
        second.Add(new int[10]);
        first.Add(new int[10]);
        second.Add([]);
        Assert.Equal((1, 1), (first.OnDisk, second.OnDisk));
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
