using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class FeatureScoresTests
{
    // Three tokens of one, three and two features.
    private static readonly int[] Codes = [4, 0, ~2, ~5, 2, ~4];

    [Fact]
    public void Scores_are_sums_of_the_rows_of_the_features()
    {
        using var bench = new LayerBench();
        var layer = new FeatureScores(bench.Layout, "features", tableRows: 6, outputs: 2);
        bench.StartReading();
        Matrix table = bench.Weights[layer.Table];
        Matrix scores = bench.Memory.Zeros(3, 2);
        scores[1, 1] = 1;
        layer.Add(bench.Pass, Codes, scores);
        Assert.Equal(table[4, 0], scores[0, 0], 1e-6f);
        Assert.Equal(1 + table[0, 1] + table[2, 1] + table[5, 1], scores[1, 1], 1e-6f);
        Assert.Equal(table[2, 0] + table[4, 0], scores[2, 0], 1e-6f);
    }

    [Fact]
    public void Gradient_is_right()
    {
        using var bench = new LayerBench();
        var layer = new FeatureScores(bench.Layout, "features", tableRows: 6, outputs: 3);
        GradientCheck.Parameters(
            bench,
            () =>
            {
                Matrix scores = bench.Memory.Zeros(3, 3);
                layer.Add(bench.Pass, Codes, scores);
                return scores;
            },
            gradient => layer.Backward(bench.Pass, Codes, gradient));
    }
}
