using ContextMemory.MLNet.Torch.Tensors;
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
        Tensor counts = zeros(firstRows.Length, ScalarType.Float32, pass.Device).index_add(0, first, ones(firstRows.Length, device: pass.Device), Number.One);
        Tensor others = counts.index_select(0, first).unsqueeze(1) - Number.One;
        Tensor sums = zeros_like(vectors).index_add(0, first, vectors, Number.One).index_select(0, first);
        return cat([vectors, (sums - vectors) / others.clamp_min(Number.One) * others.gt(Number.Zero)], 1);
    }
}
