using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>The kernels of this machine, as theory data.</summary>
internal static class KernelNames
{
    /// <summary>All, the specification included.</summary>
    public static TheoryData<string> All => [.. KernelFactory.Available.Select(kernels => kernels.Name)];

    /// <summary>Those that are compared with the specification.</summary>
    public static TheoryData<string> Vectors =>
        [.. KernelFactory.Available.Where(kernels => kernels is not ScalarKernels).Select(kernels => kernels.Name)];
}
