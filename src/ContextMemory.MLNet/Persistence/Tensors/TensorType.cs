namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>A type of numbers that a tensor in a file may have and that becomes single precision.</summary>
internal enum TensorType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of single precision, 2 bytes.</summary>
    BFloat16,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,
}
