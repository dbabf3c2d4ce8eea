using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Parameters;

public sealed unsafe class AdapterTests
{
    private const int Inputs = 37;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 8)]
    public void Products_read_the_weight_with_what_each_stacked_part_adds(int parts, int rank)
    {
        var layout = new ParameterLayout();
        Parameter weight = layout.Add("weight", 12, Inputs, Initializers.Normal(1));
        weight.Stacked = parts;
        weight.RateScale = 0;
        weight.Adapter = new Adapter(layout, weight, rank, rateScale: 1);
        var weights = new Weights(layout, Kernels.Current);
        weights.Initialize(1);
        weights[weight.Adapter.Up].Span.Fill(0.5f);
        weights[weight.Adapter.Up][11, rank - 1] = -2;
        weights.LearnedChanged();

        Panels straight = weights.Straight(weight);
        Panels transposed = weights.Transposed(weight);

        int outputs = 12 / parts;
        for (int row = 0; row < 12; row++)
        {
            for (int column = 0; column < Inputs; column++)
            {
                double expected = weights[weight][row, column];
                for (int i = 0; i < rank; i++)
                {
                    expected += (double)weights[weight.Adapter.Up][row, i] * weights[weight.Adapter.Down][row / outputs * rank + i, column];
                }

                Assert.Equal(expected, Element(straight, row, column), 1e-5);
                Assert.Equal(expected, Element(transposed, column, row), 1e-5);
            }
        }

        // What was packed follows what learns.
        weights[weight.Adapter.Up].Clear();
        weights.LearnedChanged();
        Assert.Equal(weights[weight][5, 6], Element(straight, 5, 6));
        GC.KeepAlive(weights);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rounded_to_bytes_products_read_weight_and_adapter_in_one(bool savedWhole)
    {
        const int Outputs = 64;
        const int WideInputs = 48;
        var layout = new ParameterLayout();
        Parameter weight = layout.Add("weight", Outputs, WideInputs, Initializers.Normal(1));
        weight.RateScale = 0;
        weight.Adapter = new Adapter(layout, weight, rank: 4, rateScale: 1);
        var weights = new Weights(layout, Kernels.Current) { AreSavedWhole = savedWhole };
        weights.Initialize(1);
        weights[weight.Adapter.Up].Span.Fill(0.5f);
        weights.LearnedChanged();
        using var memory = new TestMemory();
        Matrix input = memory.Normal(5, WideInputs);
        Matrix exact = memory.Zeros(5, Outputs);
        Kernels.Current.Multiply(input, weights.Transposed(weight), exact);
        float[] before = weights[weight].Span.ToArray();

        weights.RoundTo(ModelPrecision.Int8);

        Matrix rounded = memory.Zeros(5, Outputs);
        Kernels.Current.Multiply(input, weights.Transposed(weight), rounded);
        Assert.True(weights.Transposed(weight).IsQuantized);
        for (int i = 0; i < exact.Span.Length; i++)
        {
            Assert.Equal(exact.Span[i], rounded.Span[i], 1.0);
        }

        // What is saved apart from the base leaves the base as it is; what is saved with it has one rounded weight.
        Assert.Equal(savedWhole, weights[weight.Adapter.Up].Span.IndexOfAnyExcept(0f) < 0);
        Assert.Equal(savedWhole, !weights[weight].Span.SequenceEqual(before));
        GC.KeepAlive(weights);
    }

    private static float Element(Panels panels, int row, int column)
    {
        int width = Kernels.Current.PanelWidth;
        return panels.Data[column / width * panels.PanelStride + row * panels.DepthStride + column % width];
    }
}
