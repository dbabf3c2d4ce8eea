using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>The mean of the vectors.</summary>
internal sealed class MeanPooling(int size) : AveragePooling(size)
{
    public override void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Matrix sum = state.RowRange(documents[i], 1);
            pass.Kernels.AddColumnSums(rows.RowRange(batch.Offset(i), batch.Length(i)), sum.ColumnRange(0, Size));
            sum[0, Size] += batch.Length(i);
        }
    }

    public override void Backward(
        Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state, Matrix outputGradient, Matrix rowGradient)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            float share = ShareOf(state, documents[i]);
            for (int row = batch.Offset(i); row < batch.Offset(i) + batch.Length(i); row++)
            {
                pass.Kernels.AddScaled(share, outputGradient.Row(documents[i]), rowGradient.Row(row));
            }
        }
    }
}
