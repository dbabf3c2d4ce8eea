using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

/// <summary>
/// The fixed values come from another implementation (Python) of the published algorithms; a model's seed means these for ever.
/// </summary>
public sealed class RandomStreamTests
{
    [Fact]
    public void First_values_never_change()
    {
        Assert.Equal([0xae2898f01f6f0cfc, 0x2e648738d7ab0a58, 0x34323e134e6e4cc5, 0x81c3bce50b3aa133], Bits(new RandomStream(1)));
        Assert.Equal([0x87901748460ac8a4, 0x7cf76b255b4de07e, 0x96418e006018043d, 0xde9a37fc6a91cf71], Bits(new RandomStream(1, 2)));
        Assert.Equal([0x49534dc328a40e71, 0xdff2c713a37a6385, 0x8f82c7801ddb189d, 0x0b5f17d3878aa89d], Bits(new RandomStream(2, 1)));
    }

    [Fact]
    public void Derived_numbers_never_change()
    {
        var stream = new RandomStream(7);
        Assert.Equal([3, 4, 2, 0, 7, 8, 5, 0], Enumerable.Range(0, 8).Select(_ => stream.NextInteger(10)));
        stream.Restart(7);
        Assert.Equal([0.3961115353059861, 0.4318617478900312, 0.2346400850384035], Enumerable.Range(0, 3).Select(_ => stream.NextDouble()));
        stream.Restart(7);
        Assert.Equal(-0.9137087727479203, stream.NextGaussian(), 1e-14);
        Assert.Equal(0.6356923311342121, stream.NextGaussian(), 1e-14);
        stream.Restart(7);
        int[] items = [.. Enumerable.Range(0, 10)];
        stream.Shuffle<int>(items);
        Assert.Equal([8, 7, 6, 2, 5, 4, 0, 1, 9, 3], items);
    }

    [Fact]
    public void Restart_gives_the_stream_of_the_keys_from_its_beginning()
    {
        var stream = new RandomStream(5, 6, 7);
        stream.NextBits();
        stream.Restart(1, 2);
        Assert.Equal(Bits(new RandomStream(1, 2)), Bits(stream));
    }

    [Fact]
    public void Other_keys_give_other_streams()
    {
        var firsts = new HashSet<ulong>();
        for (ulong a = 0; a < 50; a++)
        {
            for (ulong b = 0; b < 50; b++)
            {
                Assert.True(firsts.Add(new RandomStream(a, b).NextBits()), $"The keys {a}, {b} give a stream that other keys gave.");
            }
        }
    }

    [Fact]
    public void Integers_are_even()
    {
        var stream = new RandomStream(3);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
        {
            counts[stream.NextInteger(7)]++;
        }

        // Five standard deviations of a count of 10,000.
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.Equal(0, stream.NextInteger(1));
        Assert.InRange(stream.NextInteger(int.MaxValue), 0, int.MaxValue - 1);
    }

    [Fact]
    public void Numbers_have_the_moments_of_their_distributions()
    {
        var stream = new RandomStream(4);
        const int Count = 100_000;
        double[] uniform = [.. Enumerable.Range(0, Count).Select(_ => stream.NextDouble())];
        Assert.All(uniform, x => Assert.InRange(x, 0, 1 - 1e-16));
        Assert.Equal(0.5, uniform.Average(), 0.005);
        Assert.Equal(1.0 / 12, uniform.Average(x => (x - 0.5) * (x - 0.5)), 0.001);
        double[] normal = [.. Enumerable.Range(0, Count).Select(_ => stream.NextGaussian())];
        Assert.Equal(0, normal.Average(), 0.015);
        Assert.Equal(1, normal.Average(x => x * x), 0.025);
        Assert.Equal(0.683, normal.Count(x => Math.Abs(x) < 1) / (double)Count, 0.01);
    }

    [Fact]
    public void Shuffle_brings_every_item_to_every_place()
    {
        var stream = new RandomStream(5);
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < 300; i++)
        {
            int[] items = [0, 1, 2, 3, 4];
            stream.Shuffle<int>(items);
            Assert.Equal([0, 1, 2, 3, 4], items.Order());
            seen.UnionWith(items.Select((item, place) => (item, place)));
        }

        Assert.Equal(25, seen.Count);
    }

    private static ulong[] Bits(RandomStream stream) => [.. Enumerable.Range(0, 4).Select(_ => stream.NextBits())];
}
