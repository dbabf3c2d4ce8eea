using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Two vectors side by side. A long function of one vector is a chain in which each operation waits for the one before; those of the two
/// run in each other's shade.
/// </summary>
internal readonly unsafe struct SimdPair<TSimd>(TSimd first, TSimd second) : ISimd<SimdPair<TSimd>>
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly TSimd _first = first;
    private readonly TSimd _second = second;

    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * TSimd.Width;
    }

    public static SimdPair<TSimd> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TSimd.Zero, TSimd.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Create(float value) => new(TSimd.Create(value), TSimd.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Load(float* source) => new(TSimd.Load(source), TSimd.Load(source + TSimd.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdPair<TSimd> vector, float* destination)
    {
        TSimd.Store(vector._first, destination);
        TSimd.Store(vector._second, destination + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> FromIntegers(int* source) => new(TSimd.FromIntegers(source), TSimd.FromIntegers(source + TSimd.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(SimdPair<TSimd> vector, byte* destination)
    {
        TSimd.StoreBytes(vector._first, destination);
        TSimd.StoreBytes(vector._second, destination + TSimd.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> operator +(SimdPair<TSimd> left, SimdPair<TSimd> right) =>
        new(left._first + right._first, left._second + right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> operator -(SimdPair<TSimd> left, SimdPair<TSimd> right) =>
        new(left._first - right._first, left._second - right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> operator *(SimdPair<TSimd> left, SimdPair<TSimd> right) =>
        new(left._first * right._first, left._second * right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> operator /(SimdPair<TSimd> left, SimdPair<TSimd> right) =>
        new(left._first / right._first, left._second / right._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> MultiplyAdd(SimdPair<TSimd> a, SimdPair<TSimd> b, SimdPair<TSimd> c) =>
        new(TSimd.MultiplyAdd(a._first, b._first, c._first), TSimd.MultiplyAdd(a._second, b._second, c._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> SubtractProduct(SimdPair<TSimd> a, SimdPair<TSimd> b, SimdPair<TSimd> c) =>
        new(TSimd.SubtractProduct(a._first, b._first, c._first), TSimd.SubtractProduct(a._second, b._second, c._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Min(SimdPair<TSimd> left, SimdPair<TSimd> right) =>
        new(TSimd.Min(left._first, right._first), TSimd.Min(left._second, right._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Max(SimdPair<TSimd> left, SimdPair<TSimd> right) =>
        new(TSimd.Max(left._first, right._first), TSimd.Max(left._second, right._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Abs(SimdPair<TSimd> value) => new(TSimd.Abs(value._first), TSimd.Abs(value._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Sqrt(SimdPair<TSimd> value) => new(TSimd.Sqrt(value._first), TSimd.Sqrt(value._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Round(SimdPair<TSimd> value) => new(TSimd.Round(value._first), TSimd.Round(value._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> ScaleByPowerOfTwo(SimdPair<TSimd> value, SimdPair<TSimd> exponent) =>
        new(TSimd.ScaleByPowerOfTwo(value._first, exponent._first), TSimd.ScaleByPowerOfTwo(value._second, exponent._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> Reciprocal(SimdPair<TSimd> value) =>
        new(TSimd.Reciprocal(value._first), TSimd.Reciprocal(value._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPair<TSimd> SelectNegative(
        SimdPair<TSimd> condition, SimdPair<TSimd> whenNegative, SimdPair<TSimd> otherwise) =>
        new(
            TSimd.SelectNegative(condition._first, whenNegative._first, otherwise._first),
            TSimd.SelectNegative(condition._second, whenNegative._second, otherwise._second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(SimdPair<TSimd> value) => TSimd.Sum(value._first + value._second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MaxAcross(SimdPair<TSimd> value) =>
        TSimd.MaxAcross(TSimd.Max(TSimd.Max(value._first, value._second), TSimd.Max(value._second, value._first)));
}
