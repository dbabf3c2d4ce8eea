using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>16 floats in a register of 512 bits.</summary>
internal readonly unsafe struct Simd512(Vector512<float> value) : ISimd<Simd512>, ITileVector<Vector512<float>>, ITileProduct<Vector512<float>>
{
    private readonly Vector512<float> _value = value;

    public static int Width => 16;

    public static bool HasManyRegisters => true;

    public static Simd512 Zero => new(Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512 vector, float* destination) => vector._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 FromIntegers(int* source) => new(Vector512.ConvertToSingle(Vector512.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Simd512 vector, byte* destination)
    {
        Vector512<int> wholes = Vector512.ConvertToInt32Native(vector._value);
        Vector256<short> shorts = Vector256.Narrow(wholes.GetLower(), wholes.GetUpper());
        Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).AsByte().Store(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator +(Simd512 left, Simd512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator -(Simd512 left, Simd512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator *(Simd512 left, Simd512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator /(Simd512 left, Simd512 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 a, Simd512 b, Simd512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 SubtractProduct(Simd512 a, Simd512 b, Simd512 c) => Avx512F.IsSupported
        ? new(Avx512F.FusedMultiplyAddNegated(a._value, b._value, c._value))
        : new(Vector512.FusedMultiplyAdd(-a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Min(Simd512 left, Simd512 right) => new(Vector512.MinNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 left, Simd512 right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Abs(Simd512 value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Sqrt(Simd512 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Round(Simd512 value) => new(Vector512.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 ScaleByPowerOfTwo(Simd512 value, Simd512 exponent)
    {
        if (Avx512F.IsSupported)
        {
            return new Simd512(Avx512F.Scale(value._value, exponent._value));
        }

        Vector512<int> biased = Vector512.ConvertToInt32Native(exponent._value) + Vector512.Create(127);
        return new Simd512(value._value * Vector512.ShiftLeft(biased, 23).AsSingle());
    }

    /// <summary>Division takes ten times as long as the estimate and one step of Newton's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Reciprocal(Simd512 value)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<float> estimate = Avx512F.Reciprocal14(value._value);
            Vector512<float> error = Avx512F.FusedMultiplyAddNegated(value._value, estimate, Vector512<float>.One);
            return new Simd512(Vector512.FusedMultiplyAdd(estimate, error, estimate));
        }

        return new Simd512(Vector512<float>.One / value._value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 SelectNegative(Simd512 condition, Simd512 whenNegative, Simd512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(condition._value, Vector512<float>.Zero), whenNegative._value, otherwise._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512 value) => Vector512.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(Simd512 value)
    {
        Vector256<float> half = Vector256.MaxNative(value._value.GetLower(), value._value.GetUpper());
        return Simd256.MaxAcross(new Simd256(half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadVector(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreVector(Vector512<float> vector, float* destination) => vector.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAddLanes(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);
}
