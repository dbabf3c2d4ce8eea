using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Modules;

/// <summary>A parameter of a user's module, or a buffer: what a saved model keeps of it.</summary>
/// <param name="Name">Within the module.</param>
/// <param name="Tensor">The module's own.</param>
internal sealed record ModuleValue(string Name, Tensor Tensor)
{
    /// <summary>Whether it has a gradient.</summary>
    public bool Learns => Tensor.requires_grad;

    /// <summary>Rows of the matrix that it is for us: the first dimension, or 1 of a vector.</summary>
    public int Rows => Tensor.dim() > 1 ? Clamp(Tensor.shape[0]) : 1;

    /// <summary>Columns of that matrix: all other dimensions.</summary>
    public int Columns => Clamp(Tensor.numel() / Rows);

    public long Length => Tensor.numel();

    public override string ToString() => $"'{Name}' [{string.Join(" x ", Tensor.shape)}]";

    // A tensor that is larger is refused for the number of its values.
    private static int Clamp(long value) => (int)Math.Min(value, int.MaxValue);
}
