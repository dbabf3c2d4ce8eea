using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>The mean of the vectors with which the segments begin. State: their sum, their number.</summary>
internal sealed class FirstPooling(int size) : PoolingLayer
{
    public override int StateSize => size + 1;

    public override void Start(Matrix state) => state.Clear();

    public override void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> known = state.Row(documents[i]);
            pass.Kernels.Add(rows.Row(batch.Offset(i)), known[..size]);
            known[size]++;
        }
    }

    public override void Finish(Matrix state, Matrix output)
    {
        for (int document = 0; document < state.Rows; document++)
        {
            TensorPrimitives.Multiply(state.Row(document)[..size], 1 / state[document, size], output.Row(document));
        }
    }

    public override void Backward(
        Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state, Matrix outputGradient, Matrix rowGradient)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            pass.Kernels.AddScaled(1 / state[documents[i], size], outputGradient.Row(documents[i]), rowGradient.Row(batch.Offset(i)));
        }
    }
}
