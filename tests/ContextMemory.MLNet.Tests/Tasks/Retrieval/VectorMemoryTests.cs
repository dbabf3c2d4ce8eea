using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Tasks.Retrieval;

public sealed class VectorMemoryTests : IDisposable
{
    private const int Size = 37;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_nearest_are_those_of_brute_force_whatever_was_added_and_removed()
    {
        var random = new RandomStream(1);
        using var memory = new VectorMemory(Size, capacity: 150);

        // The oldest first, as it should be.
        var expected = new List<(string Id, float[] Vector)>();
        for (int step = 0; step < 2_000; step++)
        {
            string id = $"{random.NextInteger(300)}";
            if (random.NextInteger(4) == 0)
            {
                Assert.Equal(expected.RemoveAll(entry => entry.Id == id) > 0, memory.Remove(id));
            }
            else
            {
                float[] vector = Vector(random);
                memory.Add(id, vector);
                expected.RemoveAll(entry => entry.Id == id);
                expected.Add((id, vector));
                expected.RemoveRange(0, Math.Max(0, expected.Count - 150));
            }

            Assert.Equal(expected.Count, memory.Count);
            if (step % 50 == 0)
            {
                Check(memory, expected, Vector(random), count: 1 + random.NextInteger(200));
            }
        }

        Assert.All(expected, entry => Assert.True(memory.Contains(entry.Id)));
        Assert.False(memory.Contains("other"));
    }

    [Fact]
    public void Of_equally_near_ones_the_first_added_comes_first()
    {
        using var memory = new VectorMemory(2, capacity: 4);
        foreach (string id in (string[])["a", "b", "c", "d"])
        {
            memory.Add(id, [1, 0]);
        }

        memory.Add("a", [2, 0]);
        Assert.Equal(["b", "c"], memory.Search([3, 0], count: 2).Select(match => match.Id));
        memory.Add("e", [1, 0]);
        Assert.Equal(["c", "d", "a", "e"], memory.Search([3, 0], count: 9).Select(match => match.Id));
    }

    [Fact]
    public void Only_directions_count_and_a_zero_is_like_nothing()
    {
        using var memory = new VectorMemory(2, capacity: 5);
        memory.Add("east", [1e30f, 0]);
        memory.Add("west", [-1e-30f, 0]);
        memory.Add("north", [0, 7]);
        memory.Add("zero", [0, 0]);
        Assert.Equal([("east", 1f), ("north", 0f), ("zero", 0f), ("west", -1f)], memory.Search([2, 0], count: 4).Select(match => (match.Id, match.Similarity)));
        Assert.All(memory.Search([0, 0], count: 4), match => Assert.Equal(0, match.Similarity));
        using var empty = new VectorMemory(2, capacity: 1);
        Assert.Empty(empty.Search([1, 0], count: 1));
    }

    [Fact]
    public void A_memory_is_given_back_by_its_file()
    {
        var random = new RandomStream(2);
        using var memory = new VectorMemory(Size, capacity: 100);
        for (int i = 0; i < 130; i++)
        {
            memory.Add($"é{i}", Vector(random));
        }

        memory.Remove("é57");
        memory.Save(_folder.File("a"));
        using var loaded = VectorMemory.Load(_folder.File("a"));

        Assert.Equal((memory.VectorSize, memory.Capacity, memory.Count), (loaded.VectorSize, loaded.Capacity, loaded.Count));
        float[] vector = Vector(random);
        Assert.Equal(memory.Search(vector, 99), loaded.Search(vector, 99));
        loaded.Save(_folder.File("b"));
        Assert.Equal(File.ReadAllBytes(_folder.File("a")), File.ReadAllBytes(_folder.File("b")));

        // What is forgotten first is saved too.
        loaded.Add("x", vector);
        loaded.Add("y", vector);
        Assert.False(loaded.Contains("é30"));
        Assert.True(loaded.Contains("é31"));
    }

    [Fact]
    public void Damaged_files_are_refused()
    {
        using var memory = new VectorMemory(3, capacity: 2);
        memory.Add("a", [1, 2, 3]);
        memory.Save(_folder.File("a"));
        byte[] content = File.ReadAllBytes(_folder.File("a"));
        for (int place = 0; place < content.Length; place++)
        {
            Refused([.. content[..place], (byte)(content[place] ^ 1), .. content[(place + 1)..]]);
            Refused(content[..place]);
        }

        Refused([.. content, 0]);

        void Refused(byte[] bytes)
        {
            File.WriteAllBytes(_folder.File("b"), bytes);
            Assert.Throws<InvalidDataException>(() => VectorMemory.Load(_folder.File("b")));
        }
    }

    [Fact]
    public void Wrong_arguments_are_told()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorMemory(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorMemory(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorMemory(65_536, 1 << 16));
        using var memory = new VectorMemory(2, capacity: 1);
        Fault("The vector has 3 numbers; expected are 2.", () => memory.Add("a", [1, 2, 3]));
        Fault("The vector has 1 numbers; expected are 2.", () => memory.Search([1], 1));
        Fault("Number 1 of the vector is NaN; expected are finite numbers.", () => memory.Add("a", [1, float.NaN]));
        Fault("half a surrogate pair", () => memory.Add("\ud83d", [1, 2]));
        Assert.Throws<ArgumentException>(() => memory.Add("", [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Search([1, 2], 0));
        Assert.Equal(0, memory.Count);

        static void Fault(string message, Action action) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_search_while_one_changes_it()
    {
        using var memory = new VectorMemory(Size, capacity: 64);
        using var stop = new CancellationTokenSource();
        Task[] readers =
        [
            .. Enumerable.Range(0, 3).Select(number => Task.Run(() =>
            {
                var random = new RandomStream((ulong)number);
                while (!stop.IsCancellationRequested)
                {
                    IReadOnlyList<VectorMatch> found = memory.Search(Vector(random), count: 10);
                    Assert.Equal(found.Count, found.Select(match => match.Id).Distinct().Count());
                    Assert.All(found, match => Assert.InRange(match.Similarity, -1, 1));
                }
            })),
        ];
        var own = new RandomStream(9);
        for (int i = 0; i < 3_000; i++)
        {
            memory.Add($"{own.NextInteger(100)}", Vector(own));
            memory.Remove($"{own.NextInteger(100)}");
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static void Check(VectorMemory memory, List<(string Id, float[] Vector)> entries, float[] vector, int count)
    {
        (string Id, double Cosine)[] expected =
        [
            .. entries.Select(entry => (entry.Id, Cosine: Cosine(entry.Vector, vector))).OrderByDescending(entry => entry.Cosine).Take(count),
        ];
        IReadOnlyList<VectorMatch> found = memory.Search(vector, count);
        Assert.Equal(expected.Select(entry => entry.Id), found.Select(match => match.Id));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Cosine, pair.Second.Similarity, 1e-5));
    }

    private static double Cosine(float[] left, float[] right) =>
        Product(left, right) / Math.Sqrt(Product(left, left) * Product(right, right));

    private static double Product(float[] left, float[] right) => left.Zip(right).Sum(pair => (double)pair.First * pair.Second);

    private static float[] Vector(RandomStream random) => [.. Enumerable.Range(0, Size).Select(_ => (float)random.NextGaussian())];
}
