using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>A sparse vector.</summary>
/// <param name="packed">The numbers of the features that are not zero, behind them the bits of their values.</param>
internal readonly struct SparseRow(int[] packed)
{
    public ReadOnlySpan<int> Features => packed.AsSpan(0, packed.Length / 2);

    public ReadOnlySpan<float> Values => MemoryMarshal.Cast<int, float>(packed.AsSpan(packed.Length / 2));

    /// <summary>Its product with weights by feature, the bias behind them.</summary>
    public double Score(float[] weights)
    {
        ReadOnlySpan<int> features = Features;
        ReadOnlySpan<float> values = Values;
        double sum = weights[^1];
        for (int i = 0; i < features.Length; i++)
        {
            sum += weights[features[i]] * values[i];
        }

        return sum;
    }
}
