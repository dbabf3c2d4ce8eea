using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>What sequences hand on from one segment to the next.</summary>
internal static class State
{
    /// <summary>That of sequences of which nothing has been read.</summary>
    public static Tensor[] Zeros(IReadOnlyList<long[]> shapes, int sequences, Device device) =>
        [.. shapes.Select(shape => zeros([sequences, .. shape], ScalarType.Float32, device))];
}
