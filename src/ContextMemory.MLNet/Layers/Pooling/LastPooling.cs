using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>The vector of the last token. State: that vector, then its position (as the bits of an integer).</summary>
internal sealed class LastPooling(int size) : PoolingLayer
{
    public override int StateSize => size + 1;

    public override void Start(Matrix state) => state.Clear();

    public override void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            rows.Row(LastRow(batch, i)).CopyTo(state.Row(documents[i]));
            state[documents[i], size] = BitConverter.Int32BitsToSingle(LastPosition(batch, i));
        }
    }

    public override void Finish(Matrix state, Matrix output) => state.ColumnRange(0, size).CopyTo(output);

    public override void Backward(
        Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state, Matrix outputGradient, Matrix rowGradient)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (BitConverter.SingleToInt32Bits(state[documents[i], size]) == LastPosition(batch, i))
            {
                pass.Kernels.Add(outputGradient.Row(documents[i]), rowGradient.Row(LastRow(batch, i)));
            }
        }
    }

    private static int LastRow(SequenceBatch batch, int i) => batch.Offset(i) + batch.Length(i) - 1;

    private static int LastPosition(SequenceBatch batch, int i) => batch.Position(i) + batch.Length(i) - 1;
}
