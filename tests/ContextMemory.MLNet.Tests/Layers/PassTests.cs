using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class PassTests
{
    [Fact]
    public void What_was_kept_last_is_taken_first()
    {
        using var bench = new LayerBench();
        bench.StartLearning();
        bench.Pass.Keep(bench.Memory.Zeros(1, 1));
        bench.Pass.Keep(bench.Memory.Zeros(2, 1));
        Assert.Equal([2, 1], new[] { bench.Pass.Take().Rows, bench.Pass.Take().Rows });
    }

    [Fact]
    public void Nothing_is_kept_where_no_way_back_follows()
    {
        using var bench = new LayerBench();
        bench.StartReading();
        bench.Pass.Keep(bench.Memory.Zeros(1, 1));
        Assert.Equal(0, bench.Pass.KeptCount);
    }

    [Fact]
    public void Draws_depend_on_seed_step_shard_and_stream_alone()
    {
        using var bench = new LayerBench();
        ulong Draw(ulong seed, int step, int shard, int stream)
        {
            bench.Pass.StartLearning(bench.Gradients, seed, step, shard);
            bench.Pass.Random.NextBits();
            bench.Pass.StartStream(stream);
            return bench.Pass.Random.NextBits();
        }

        ulong first = Draw(1, 2, 3, 4);
        Assert.Equal(first, Draw(1, 2, 3, 4));
        Assert.Equal(5, new HashSet<ulong> { first, Draw(9, 2, 3, 4), Draw(1, 9, 3, 4), Draw(1, 2, 9, 4), Draw(1, 2, 3, 9) }.Count);
    }

    [Fact]
    public void Rows_gathered_and_scattered_by_the_same_order_are_the_same()
    {
        using var memory = new TestMemory();
        Matrix source = memory.Normal(6, 3);
        int[] order = [4, 0, 5, 2, 1, 3];
        Matrix gathered = memory.Zeros(6, 3);
        Matrix back = memory.Zeros(6, 3);
        RowMoves.Gather(source, order, gathered);
        RowMoves.Scatter(gathered, order, back);
        Assert.Equal(source.Row(4).ToArray(), gathered.Row(0).ToArray());
        Assert.Equal(source.Span.ToArray(), back.Span.ToArray());
    }
}
