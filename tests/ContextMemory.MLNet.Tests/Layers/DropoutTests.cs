using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class DropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void Drops_its_share_and_keeps_the_mean(double rate)
    {
        using var bench = new LayerBench();
        bench.StartLearning();
        Matrix values = bench.Memory.Zeros(200, 99);
        values.Span.Fill(1);
        new Dropout(rate).Forward(bench.Pass, values);
        float[] kept = [.. values.Span.ToArray().Where(value => value != 0)];
        double share = 1 - kept.Length / (200.0 * 99);

        // Five standard deviations of the share of 19,800 draws are at most 0.018.
        Assert.Equal(rate, share, 0.018);
        Assert.All(kept, value => Assert.Equal(1 / (1 - rate), value, 1e-5));
    }

    [Fact]
    public void Gradient_is_dropped_where_the_value_was()
    {
        using var bench = new LayerBench();
        bench.StartLearning();
        var dropout = new Dropout(0.5);
        Matrix values = bench.Memory.Zeros(5, 9);
        values.Span.Fill(1);
        Matrix gradient = bench.Memory.Copy(values);
        dropout.Forward(bench.Pass, values);
        dropout.Backward(bench.Pass, gradient);
        Assert.Contains(0f, values.Span.ToArray());
        Assert.Equal(values.Span.ToArray(), gradient.Span.ToArray());
    }

    [Fact]
    public void Neighbouring_elements_and_rows_are_dropped_independently()
    {
        using var bench = new LayerBench();
        bench.StartLearning();
        Matrix values = bench.Memory.Zeros(300, 64);
        values.Span.Fill(1);
        new Dropout(0.5).Forward(bench.Pass, values);
        int sameAsLeft = 0;
        int sameAsAbove = 0;
        for (int row = 1; row < 300; row++)
        {
            for (int column = 1; column < 64; column++)
            {
                sameAsLeft += values[row, column] == values[row, column - 1] ? 1 : 0;
                sameAsAbove += values[row, column] == values[row - 1, column] ? 1 : 0;
            }
        }

        Assert.Equal(0.5, sameAsLeft / (299.0 * 63), 0.02);
        Assert.Equal(0.5, sameAsAbove / (299.0 * 63), 0.02);
    }

    [Theory]
    [InlineData(0.0, true)]
    [InlineData(0.5, false)]
    public void Does_nothing_where_it_is_off(double rate, bool isTraining)
    {
        using var bench = new LayerBench();
        bench.StartLearning();
        bench.Pass.IsTraining = isTraining;
        var dropout = new Dropout(rate);
        Matrix values = bench.Memory.Normal(4, 5);
        float[] before = values.Span.ToArray();
        dropout.Forward(bench.Pass, values);
        dropout.Backward(bench.Pass, values);
        Assert.Equal(before, values.Span.ToArray());
        Assert.Equal(0, bench.Pass.KeptCount);
    }
}
