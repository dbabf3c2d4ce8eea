using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>The mean of the vectors with which the segments begin.</summary>
internal sealed class FirstPooling(int size) : AveragePooling(size)
{
    public override void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Span<float> known = state.Row(documents[i]);
            pass.Kernels.Add(rows.Row(batch.Offset(i)), known[..Size]);
            known[Size]++;
        }
    }

    public override void Backward(
        Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state, Matrix outputGradient, Matrix rowGradient)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            pass.Kernels.AddScaled(ShareOf(state, documents[i]), outputGradient.Row(documents[i]), rowGradient.Row(batch.Offset(i)));
        }
    }
}
