using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>
/// Puts beside each token's vector the mean of the vectors that the same word has elsewhere in the segment, zeros where it has none: [rows x size]
/// to [rows x 2 size] (Krishnan and Manning 2006).
/// </summary>
internal static class RepeatedWords
{
    /// <param name="pass">What layers need.</param>
    /// <param name="firstRows">For each row the first row of the same word.</param>
    /// <param name="vectors">[rows x size].</param>
    public static Tensor Forward(Pass pass, ReadOnlySpan<int> firstRows, Tensor vectors)
    {
        Tensor first = pass.Numbers(firstRows);
        Tensor counts = zeros(firstRows.Length, ScalarType.Float32, pass.Device).index_add(0, first, ones(firstRows.Length, device: pass.Device), 1);
        Tensor others = counts.index_select(0, first).unsqueeze(1) - 1;
        Tensor sums = zeros_like(vectors).index_add(0, first, vectors, 1).index_select(0, first);
        return cat([vectors, (sums - vectors) / others.clamp_min(1) * (others > 0)], 1);
    }
}
