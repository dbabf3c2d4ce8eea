namespace ContextMemory.MLNet;

/// <summary>In which numbers libtorch multiplies matrices.</summary>
public enum TorchPrecision
{
    /// <summary>Single precision.</summary>
    Float32 = 1,

    /// <summary>
    /// Eight bits of mantissa: faster on devices that have it, such as CUDA from compute capability 8.0 on. Recurrent layers and the memories' steps keep single
    /// precision.
    /// </summary>
    BFloat16 = 2,
}
