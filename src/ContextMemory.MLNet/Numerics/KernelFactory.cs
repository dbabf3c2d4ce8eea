using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>Which kernels this machine can run, widest first.</summary>
internal static class KernelFactory
{
    private const string EnvironmentVariable = "CONTEXTMEMORY_KERNEL";

    public static IReadOnlyList<Kernels> Available { get; } = Find();

    /// <summary>The kernels that the environment variable names, or the widest where it names none.</summary>
    /// <exception cref="InvalidOperationException">The machine does not have them.</exception>
    public static Kernels OfProcess() => Choose(Environment.GetEnvironmentVariable(EnvironmentVariable));

    /// <summary>The kernels of that name, or the widest where it is null or empty.</summary>
    public static Kernels Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Available[0];
        }

        foreach (Kernels kernels in Available)
        {
            if (string.Equals(kernels.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return kernels;
            }
        }

        throw new InvalidOperationException(
            $"The environment variable {EnvironmentVariable} asks for the kernel '{name}', which this machine does not have. " +
            $"Set it to one of: {string.Join(", ", Available.Select(kernels => kernels.Name))}; or unset it for the fastest.");
    }

    private static List<Kernels> Find()
    {
        var kernels = new List<Kernels>();
        // Not Vector512.IsHardwareAccelerated: the runtime says no on processors that lower their clock a little for wide vectors,
        // where matrix products still run nearly twice as fast with them.
        if (Avx512F.IsSupported)
        {
            kernels.Add(new TileKernels<Simd512, Bytes512, Vector512<float>>());
        }

        if (Vector256.IsHardwareAccelerated)
        {
            kernels.Add(new TileKernels<Simd256, Bytes256, Vector256<float>>());
        }

        if (Vector128.IsHardwareAccelerated)
        {
            kernels.Add(new TileKernels<Simd128, Bytes128, Vector128<float>>());
        }

        kernels.Add(new ScalarKernels());
        return kernels;
    }
}
