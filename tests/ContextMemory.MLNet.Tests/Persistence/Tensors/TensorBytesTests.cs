using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Tests.Persistence.Tensors;

public sealed class TensorBytesTests
{
    private static readonly ushort[] AllBits = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];

    [Fact]
    public void Every_number_of_half_precision_is_that_of_Half()
    {
        float[] converted = Convert(TensorType.Float16);
        Assert.Equal(AllBits.Select(bits => Number((float)BitConverter.UInt16BitsToHalf(bits))), converted.Select(Number));
    }

    [Fact]
    public void Every_bfloat16_is_the_upper_half_of_a_number_of_single_precision()
    {
        float[] converted = Convert(TensorType.BFloat16);
        Assert.Equal(AllBits.Select(bits => (uint)bits << 16), converted.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Numbers_of_double_precision_are_rounded()
    {
        double[] values = [0, 0.1, -1e300, double.Epsilon, 16_777_217];
        var converted = new float[values.Length];
        TensorBytes.Convert(TensorType.Float64, MemoryMarshal.AsBytes(values.AsSpan()), converted);
        Assert.Equal(values.Select(value => (float)value), converted);
    }

    private static float[] Convert(TensorType type)
    {
        var converted = new float[AllBits.Length];
        TensorBytes.Convert(type, MemoryMarshal.AsBytes(AllBits.AsSpan()), converted);
        return converted;
    }

    // One not-a-number is as good as another.
    private static uint Number(float value) => float.IsNaN(value) ? uint.MaxValue : BitConverter.SingleToUInt32Bits(value);
}
