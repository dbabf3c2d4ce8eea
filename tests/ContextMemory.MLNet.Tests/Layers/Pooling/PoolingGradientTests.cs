using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Pooling;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers.Pooling;

public sealed class PoolingGradientTests
{
    public static TheoryData<string> Kinds => [.. PoolingKinds.Names];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_of_rows_and_parameters(string kind)
    {
        using var bench = new LayerBench();
        PoolingLayer pooling = PoolingKinds.Create(kind, bench.Layout, 5);
        SequenceBatch batch = LayerBench.Batch(4, 1, 6);

        // The documents' vectors do not stand in the order of the batch.
        int[] documents = [2, 0, 1];
        Matrix rows = default;
        Matrix state = default;
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(batch.RowCount, 5),
            (pass, input) =>
            {
                rows = input;
                state = bench.Memory.Zeros(3, pooling.StateSize);
                Matrix output = bench.Memory.Zeros(3, 5);
                pooling.Start(state);
                pooling.Add(pass, batch, documents, input, state);
                pooling.Finish(state, output);
                return output;
            },
            (pass, gradient) =>
            {
                Matrix rowGradient = bench.Memory.Zeros(batch.RowCount, 5);
                pooling.Backward(pass, batch, documents, rows, state, gradient, rowGradient);
                return rowGradient;
            });
    }
}
