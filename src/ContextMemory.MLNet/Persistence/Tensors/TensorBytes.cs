using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>The bytes of numbers in a file, little-endian, and the numbers in single precision.</summary>
internal static class TensorBytes
{
    /// <summary>Bytes of one number.</summary>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.Float16 or TensorType.BFloat16 => 2,
        TensorType.Float64 => 8,
        _ => 4,
    };

    /// <summary>Converts as many numbers as the destination has places.</summary>
    public static void Convert(TensorType type, ReadOnlySpan<byte> bytes, Span<float> destination)
    {
        switch (type)
        {
            case TensorType.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
            case TensorType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case TensorType.Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(bytes), destination);
                break;
            default:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(destination);
                for (int i = 0; i < upper.Length; i++)
                {
                    bits[i] = (uint)upper[i] << 16;
                }

                break;
        }
    }
}
