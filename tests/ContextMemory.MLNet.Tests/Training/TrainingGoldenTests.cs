using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Layers.Pooling;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

/// <summary>Ten steps of Adam on two small classifiers: every loss and at the end every parameter as PyTorch has them.</summary>
public sealed class TrainingGoldenTests
{
    private const double KeyBiasTolerance = 1e-2;

    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Lstm_learns_as_in_PyTorch(string name) => Check(name, "training_lstm", bench =>
    {
        var lstm = LayerFactory.Lstm(bench.Layout, "enc.", 8, 6, layers: 1, bidirectional: true, dropout: 0);
        return new Encoder(
            12,
            (pass, batch, rows) => lstm.Forward(pass, batch, rows, bench.Memory.Zeros(batch.Count, lstm.StateSize)),
            (pass, batch, gradient) => lstm.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, 0)));
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Transformer_learns_as_in_PyTorch(string name) => Check(name, "training_transformer", bench =>
    {
        var positions = new Positions.Sinusoidal(8);
        var block = LayerFactory.AttentionBlock(bench.Layout, "enc.", 8, heads: 2, innerSize: 16, causal: false, dropout: 0);
        return new Encoder(
            8,
            (pass, batch, rows) => block.Forward(pass, batch, positions.Forward(pass, batch, rows), state: default),
            (pass, batch, gradient) => block.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, 0)));
    });

    private sealed record Encoder(
        int Size, Func<Pass, SequenceBatch, Matrix, Matrix> Forward, Func<Pass, SequenceBatch, Matrix, Matrix> Backward);

    private static void Check(string name, string file, Func<LayerBench, Encoder> createEncoder)
    {
        Golden golden = Golden.Read(file);
        int[] lengths = golden.Integers("lengths");
        int longest = golden.Integers("ids").Length / lengths.Length;
        int[] codes = [.. golden.Integers("ids").Where((_, i) => i % longest < lengths[i / longest])];
        int[] targets = golden.Integers("targets");
        double[] losses = golden.Numbers("losses");

        using var bench = new LayerBench(KernelFactory.Choose(name));
        var embedding = new TokenEmbedding(bench.Layout, "emb", 30, 8);
        Encoder encoder = createEncoder(bench);
        var pooling = new MeanPooling(encoder.Size);
        var head = new Linear(bench.Layout, "out", encoder.Size, 3);
        bench.SetParameters(golden.Group("parameters"));
        var optimizer = new AdamOptimizer(bench.Weights, weightDecay: 0);
        SequenceBatch batch = LayerBench.Batch(lengths);
        int[] documents = [.. Enumerable.Range(0, lengths.Length)];
        Matrix state = bench.Memory.Zeros(lengths.Length, pooling.StateSize);
        Matrix vectors = bench.Memory.Zeros(lengths.Length, encoder.Size);
        for (int step = 0; step < losses.Length; step++)
        {
            bench.StartLearning();
            Pass pass = bench.Pass;
            Matrix rows = encoder.Forward(pass, batch, embedding.Forward(pass, codes, codes.Length));
            pooling.Start(state);
            pooling.Add(pass, batch, documents, rows, state);
            pooling.Finish(state, vectors);
            Matrix logits = head.Forward(pass, vectors);
            double loss = CrossEntropy.LossAndGradient(pass.Kernels, logits, targets, 1f / targets.Length) / targets.Length;
            Assert.Equal(losses[step], loss, Golden.Tolerance);

            Matrix rowGradient = bench.Memory.Zeros(rows.Rows, rows.Columns);
            pooling.Backward(pass, batch, documents, rows, state, head.Backward(pass, logits), rowGradient);
            embedding.Backward(pass, codes, encoder.Backward(pass, batch, rowGradient));
            optimizer.Step(bench.Gradients, (float)golden.Number("learning_rate"), gradientScale: 1);
            bench.Weights.Changed();
        }

        optimizer.CatchUp();
        foreach ((string parameter, GoldenTensor expected) in golden.Group("final"))
        {
            Span<float> actual = bench.Weights[bench.Parameter(parameter)].Span;
            (int start, int end) = parameter.EndsWith("in_proj_bias", StringComparison.Ordinal) ? KeyBias(actual.Length) : (0, 0);
            Close.All(expected.Values.AsSpan(0, start), actual[..start], Golden.TrainingTolerance, parameter);
            Close.All(expected.Values.AsSpan(end), actual[end..], Golden.TrainingTolerance, parameter);
            Close.All(expected.Values.AsSpan(start, end - start), actual[start..end], KeyBiasTolerance, $"key part of {parameter}");
        }
    }

    // One number for all keys changes no softmax, so the bias of the keys has no gradient. What rounding leaves of it in single
    // precision, about 1e-10, Adam divides by an epsilon of 1e-8.
    private static (int Start, int End) KeyBias(int length) => (length / 3, 2 * length / 3);
}
