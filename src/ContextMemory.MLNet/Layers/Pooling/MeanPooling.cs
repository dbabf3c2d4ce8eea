using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>The mean of the vectors. State: their sum, their number.</summary>
internal sealed class MeanPooling(int size) : PoolingLayer
{
    public override int StateSize => size + 1;

    public override void Start(Matrix state) => state.Clear();

    public override void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Matrix sum = state.RowRange(documents[i], 1);
            pass.Kernels.AddColumnSums(rows.RowRange(batch.Offset(i), batch.Length(i)), sum.ColumnRange(0, size));
            sum[0, size] += batch.Length(i);
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
            float share = 1 / state[documents[i], size];
            for (int row = batch.Offset(i); row < batch.Offset(i) + batch.Length(i); row++)
            {
                pass.Kernels.AddScaled(share, outputGradient.Row(documents[i]), rowGradient.Row(row));
            }
        }
    }
}
