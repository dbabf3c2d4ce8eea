using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class TokenEmbeddingTests
{
    [Fact]
    public void A_token_is_a_row_or_the_mean_of_rows()
    {
        using var bench = new LayerBench();
        var layer = new TokenEmbedding(bench.Layout, "embedding", 5, 3);
        Matrix table = bench.Weights[bench.Parameter("embedding.weight")];
        Matrix output = layer.Forward(bench.Pass, [4, 1, ~0, ~3, 2], rows: 3);
        Assert.Equal(table.Row(4).ToArray(), output.Row(0).ToArray());
        Assert.Equal(table.Row(2).ToArray(), output.Row(2).ToArray());
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((table[1, i] + table[0, i] + table[3, i]) / 3, output[1, i], 1e-6f);
        }
    }

    [Fact]
    public void Only_rows_that_were_used_have_a_gradient()
    {
        using var bench = new LayerBench();
        var layer = new TokenEmbedding(bench.Layout, "embedding", 1000, 3);
        bench.StartLearning();
        layer.Backward(bench.Pass, [7, 999, ~7], bench.Memory.Of(2, 3, [1, 1, 1, 2, 2, 2]));
        Assert.Equal([7, 999], bench.Gradients.Sparse(bench.Parameter("embedding.weight")).Rows.ToArray());
        Assert.Equal([2, 2, 2, 1, 1, 1], bench.Gradients.Sparse(bench.Parameter("embedding.weight")).Values.ToArray());
    }

    [Fact]
    public void Frozen_rows_have_no_gradient()
    {
        using var bench = new LayerBench();
        var layer = new TokenEmbedding(bench.Layout, "embedding", 4, 2);
        layer.Table.FrozenRows = [false, true, false, false];
        bench.StartLearning();
        layer.Backward(bench.Pass, [1, 2, ~1, 1, 3], bench.Memory.Of(4, 2, [1, 1, 2, 2, 3, 3, 4, 4]));
        Assert.Equal([2, 3], bench.Gradients.Sparse(bench.Parameter("embedding.weight")).Rows.ToArray());
        Assert.Equal([1, 1, 4, 4], bench.Gradients.Sparse(bench.Parameter("embedding.weight")).Values.ToArray());
    }
}
