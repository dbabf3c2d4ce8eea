using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Networks.Transformer;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Networks.Transformer;

public sealed class TransformerEncoderTests
{
    private static readonly PretrainedOptions Options = new() { EmbeddingSize = 8, Layers = 3, Heads = 2, FeedForwardSize = 12, Dropout = 0.2 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_the_upper_layers_alone_gradients_are_exact_and_the_others_have_none(int trained)
    {
        using var bench = new LayerBench();
        var encoder = new TransformerEncoder(bench.Layout, "", Options with { TrainedLayers = trained });
        SequenceBatch batch = LayerBench.Batch(4, 1, 6);
        Matrix input = bench.Memory.Normal(batch.RowCount, 8);
        Matrix upstream = bench.Memory.Normal(batch.RowCount, 8);

        Matrix output = Forward();
        Matrix inputGradient = encoder.Backward(bench.Pass, batch, bench.Memory.Copy(upstream));

        Dictionary<Parameter, Matrix> gradients = GradientCheck.Copy(bench);
        Assert.Equal(0, bench.Pass.KeptCount);
        Assert.All(inputGradient.Span.ToArray(), value => Assert.Equal(0, value));
        foreach (Parameter parameter in bench.Layout.Parameters)
        {
            bool learns = Enumerable.Range(3 - trained, trained).Any(layer => parameter.Name.StartsWith($"layers.{layer}.", StringComparison.Ordinal));
            Assert.Equal(learns, parameter.RateScale > 0);
            Assert.True(learns || gradients[parameter].Span.IndexOfAnyExcept(0f) < 0, $"{parameter.Name} has a gradient");
            _ = learns || gradients.Remove(parameter);
        }

        GradientCheck.Gradients(bench, gradients, () => GradientCheck.Weighted(Forward(), upstream));

        Matrix Forward()
        {
            bench.StartLearning();
            return bench.Memory.Copy(encoder.Forward(bench.Pass, batch, bench.Memory.Copy(input), bench.Memory.Zeros(batch.Count, 0)));
        }
    }

    [Fact]
    public void Lower_layers_take_smaller_steps()
    {
        PretrainedOptions options = (Options with { LayerDecay = 0.5 }).Beside(1e-3);

        Assert.Equal([0.025f, 0.05f, 0.1f, 0.2f], Enumerable.Range(-1, 4).Select(options.RateOfLayer), (left, right) => Math.Abs(left - right) < 1e-7f);
        Assert.Equal(0, options.RateOfTable);
        Assert.Equal(0.025, (options with { TrainsVocabulary = true }).RateOfTable, 1e-7);
        Assert.Equal(0, (options with { TrainsVocabulary = true, TrainedLayers = 2 }).RateOfTable);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(150, 1)]
    [InlineData(9, 3)]
    public void Two_threads_give_the_same_bits(int length, int sequences)
    {
        using var bench = new LayerBench();
        var encoder = new TransformerEncoder(bench.Layout, "", Options with { EmbeddingSize = 24, Heads = 3, FeedForwardSize = 40 });
        SequenceBatch batch = LayerBench.Batch([.. Enumerable.Repeat(length, sequences)]);
        Matrix rows = bench.Memory.Normal(batch.RowCount, 24);

        Matrix one = Read(hasFreeThread: false);
        Matrix two = Read(hasFreeThread: true);

        Close.SameBits(one.Span, two.Span, "rows");

        Matrix Read(bool hasFreeThread)
        {
            bench.StartReading();
            bench.Pass.HasFreeThread = hasFreeThread;
            return bench.Memory.Copy(encoder.Forward(bench.Pass, batch, bench.Memory.Copy(rows), bench.Memory.Zeros(batch.Count, 0)));
        }
    }

    [Fact]
    public void Segments_do_not_see_one_another_and_count_their_positions_anew()
    {
        using var bench = new LayerBench();
        var encoder = new TransformerEncoder(bench.Layout, "", Options with { Dropout = 0 });
        Matrix rows = bench.Memory.Normal(10, 8);
        var both = new SequenceBatch();
        both.Set([4, 6], [0, 4]);
        bench.StartReading();

        Matrix together = bench.Memory.Copy(encoder.Forward(bench.Pass, both, bench.Memory.Copy(rows), bench.Memory.Zeros(2, 0)));
        Matrix second = bench.Memory.Copy(
            encoder.Forward(bench.Pass, LayerBench.Batch(6), bench.Memory.Copy(rows.RowRange(4, 6)), bench.Memory.Zeros(1, 0)));

        Close.Rows(together.RowRange(4, 6), second, 1e-6, "second segment");
    }
}
