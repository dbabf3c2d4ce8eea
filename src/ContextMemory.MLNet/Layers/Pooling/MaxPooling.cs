using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>The largest value of each element. State: those values, then the positions (as the bits of integers) where they first stood.</summary>
internal sealed class MaxPooling(int size) : PoolingLayer
{
    public override int StateSize => 2 * size;

    public override void Start(Matrix state)
    {
        for (int document = 0; document < state.Rows; document++)
        {
            state.Row(document)[..size].Fill(float.NegativeInfinity);
            state.Row(document)[size..].Clear();
        }
    }

    public override void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> best = state.Row(documents[i])[..size];
            Span<float> places = state.Row(documents[i])[size..];
            for (int token = 0; token < batch.Length(i); token++)
            {
                Span<float> row = rows.Row(batch.Offset(i) + token);
                float place = BitConverter.Int32BitsToSingle(batch.Position(i) + token);
                for (int column = 0; column < row.Length; column++)
                {
                    if (row[column] > best[column])
                    {
                        best[column] = row[column];
                        places[column] = place;
                    }
                }
            }
        }
    }

    public override void Finish(Matrix state, Matrix output) => state.ColumnRange(0, size).CopyTo(output);

    public override void Backward(
        Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state, Matrix outputGradient, Matrix rowGradient)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> places = state.Row(documents[i])[size..];
            Span<float> gradient = outputGradient.Row(documents[i]);
            for (int column = 0; column < size; column++)
            {
                int token = BitConverter.SingleToInt32Bits(places[column]) - batch.Position(i);
                if (token >= 0 && token < batch.Length(i))
                {
                    rowGradient[batch.Offset(i) + token, column] += gradient[column];
                }
            }
        }
    }
}
