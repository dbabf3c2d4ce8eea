using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet;

/// <summary>What computes in this process: the code for one width of vector instructions.</summary>
public static class ComputeKernel
{
    /// <summary>
    /// The kernel's name: the width of its vectors in bits, or "scalar". It is the widest that the processor has, unless the environment variable
    /// CONTEXTMEMORY_KERNEL names another. Models trained under different kernels differ in rounding.
    /// </summary>
    /// <exception cref="InvalidOperationException">The environment variable names a kernel that this machine does not have.</exception>
    public static string Name => KernelFactory.OfProcess().Name;

    /// <summary>The names of the kernels that this machine can run, widest first.</summary>
    public static IReadOnlyList<string> Available => [.. KernelFactory.Available.Select(kernels => kernels.Name)];
}
