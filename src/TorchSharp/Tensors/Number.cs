using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Tensors;

/// <summary>Numbers that tensors are computed with and that are the same in every step.</summary>
/// <remarks>
/// TorchSharp 0.107.0 frees a number once no object refers to it, be it while libtorch still reads it: one that a caller makes in passing may be gone
/// too early. So they are kept here, and those of one step are held by a using statement.
/// </remarks>
internal static class Number
{
    private static readonly ConcurrentDictionary<double, Scalar> Known = [];

    /// <summary>The sum of two tensors. The operator makes a number in passing.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    public static Scalar Of(double value) => Known.GetOrAdd(value, static value => value.ToScalar());

    public static Scalar Zero { get; } = 0L.ToScalar();

    public static Scalar One { get; } = 1L.ToScalar();

    public static Scalar True { get; } = true.ToScalar();
}
