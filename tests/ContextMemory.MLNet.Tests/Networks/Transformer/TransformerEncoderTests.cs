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
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    [InlineData(3, 5)]
    public void Gradients_of_what_learns_are_exact_and_nothing_else_has_one(int trained, int rank)
    {
        using var bench = new LayerBench();
        var encoder = new TransformerEncoder(bench.Layout, "", Options with { TrainedLayers = trained, AdapterRank = rank });
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
            bool isIn = Enumerable.Range(3 - trained, trained).Any(layer => parameter.Name.StartsWith($"layers.{layer}.", StringComparison.Ordinal));
            bool isAdapter = parameter.Name.Contains(".lora_", StringComparison.Ordinal);
            Assert.Equal(isIn && isAdapter == rank > 0, parameter.Learns);
        }

        // A and B beside the projections of attention and its output, and the two matrices of the feed-forward part.
        Assert.Equal(rank > 0 ? 8 * trained : 12 * trained, gradients.Count);

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

    [Fact]
    public void Of_adapters_all_layers_take_the_steps_that_their_weights_would()
    {
        PretrainedOptions options = (Options with { AdapterRank = 4, LayerDecay = 0.5 }).Beside(1e-3);
        var layout = new ParameterLayout();
        _ = new TransformerEncoder(layout, "", options);

        Assert.Equal(0, options.RateOfLayer(-1));
        foreach (Parameter parameter in layout.Parameters.Where(parameter => parameter.Learns))
        {
            Assert.Equal(options.RateOfLayer(parameter.Name["layers.".Length] - '0'), parameter.RateScale);
        }

        Assert.True(options.RateOfLayer(2) > (Options with { LayerDecay = 0.5 }).Beside(1e-3).RateOfLayer(2));
        Assert.Equal(0.4f, (options with { LearningRate = 4e-4 }).Beside(1e-3).RateOfLayer(2), 1e-6f);
    }

    [Fact]
    public void Adapters_that_have_learned_nothing_change_nothing()
    {
        using var bench = new LayerBench();
        var encoder = new TransformerEncoder(bench.Layout, "", Options with { AdapterRank = 4 });
        Matrix rows = bench.Memory.Normal(6, 8);
        foreach (Parameter parameter in bench.Layout.Parameters.Where(parameter => parameter.Name.EndsWith(".lora_B", StringComparison.Ordinal)))
        {
            bench.Weights[parameter].Clear();
        }

        bench.Weights.Changed();
        float[] before = Read();
        foreach (Parameter parameter in bench.Layout.Parameters.Where(parameter => parameter.Name.EndsWith(".lora_A", StringComparison.Ordinal)))
        {
            bench.Weights[parameter].Span.Fill(7);
        }

        bench.Weights.LearnedChanged();
        Close.SameBits(before, Read(), "rows");

        bench.Weights[bench.Parameter("layers.1.linear1.weight.lora_B")].Span.Fill(7);
        bench.Weights.LearnedChanged();
        Assert.NotEqual(before, Read());

        float[] Read()
        {
            bench.StartReading();
            return encoder.Forward(bench.Pass, LayerBench.Batch(6), bench.Memory.Copy(rows), bench.Memory.Zeros(1, 0)).Span.ToArray();
        }
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
