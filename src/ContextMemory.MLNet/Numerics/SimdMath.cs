using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>Elementary functions on vectors, each within a few units in the last place of the exact value unless stated.</summary>
internal static class SimdMath<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    private const float BinaryLogarithmOfE = 1.44269502f;

    // What the float above lacks.
    private const float BinaryLogarithmRest = 1.92596299e-8f;

    /// <summary>e^x for x up to 88.3, below -87.3 the value there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Exp(TSimd x) => PowerOfTwo(TSimd.Max(TSimd.Create(-87.3f), x), BinaryLogarithmOfE, BinaryLogarithmRest);

    /// <summary>2^x for x up to 127, below -126 the value there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd PowerOfTwo(TSimd x)
    {
        x = TSimd.Max(TSimd.Create(-126), x);
        TSimd n = TSimd.Round(x);
        return PowerOfTwo(n, n - x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Sigmoid(TSimd x)
    {
        x = TSimd.Min(TSimd.Create(87.3f), TSimd.Max(TSimd.Create(-88.3f), x));
        return TSimd.Reciprocal(TSimd.Create(1) + PowerOfTwo(x, -BinaryLogarithmOfE, -BinaryLogarithmRest));
    }

    /// <summary>tanh x as a quotient of polynomials on [-7.905, 7.905], where it is 1 in single precision (coefficients of Eigen's ptanh).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Tanh(TSimd x)
    {
        x = TSimd.Min(TSimd.Create(7.90531110763549805f), TSimd.Max(TSimd.Create(-7.90531110763549805f), x));
        TSimd square = x * x;
        TSimd p = TSimd.Create(-2.76076847742355e-16f);
        p = TSimd.MultiplyAdd(p, square, TSimd.Create(2.00018790482477e-13f));
        p = TSimd.MultiplyAdd(p, square, TSimd.Create(-8.60467152213735e-11f));
        p = TSimd.MultiplyAdd(p, square, TSimd.Create(5.12229709037114e-08f));
        p = TSimd.MultiplyAdd(p, square, TSimd.Create(1.48572235717979e-05f));
        p = TSimd.MultiplyAdd(p, square, TSimd.Create(6.37261928875436e-04f));
        p = TSimd.MultiplyAdd(p, square, TSimd.Create(4.89352455891786e-03f));
        TSimd q = TSimd.Create(1.19825839466702e-06f);
        q = TSimd.MultiplyAdd(q, square, TSimd.Create(1.18534705686654e-04f));
        q = TSimd.MultiplyAdd(q, square, TSimd.Create(2.26843463243900e-03f));
        q = TSimd.MultiplyAdd(q, square, TSimd.Create(4.89352518554385e-03f));
        return x * p * TSimd.Reciprocal(q);
    }

    /// <summary>x times the normal distribution's share below x, which is exact to 1e-7 (Abramowitz and Stegun 7.1.26).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Gelu(TSimd x)
    {
        TSimd size = TSimd.Abs(x);
        return TSimd.SubtractProduct(size, NormalTail(size, out _), TSimd.Max(TSimd.Zero, x));
    }

    /// <summary>The derivative of <see cref="Gelu"/>: the share below x and x times the density.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd GeluSlope(TSimd x)
    {
        TSimd tail = NormalTail(TSimd.Abs(x), out TSimd bell);
        TSimd share = TSimd.SelectNegative(x, tail, TSimd.Create(1) - tail);
        return TSimd.MultiplyAdd(x, bell * TSimd.Create(0.39894228040143268f), share);
    }

    /// <summary>The normal distribution's share above x, for x of 0 and more, and e^(-x^2 / 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd NormalTail(TSimd x, out TSimd bell)
    {
        TSimd t = TSimd.Reciprocal(TSimd.MultiplyAdd(x, TSimd.Create(0.231641888f), TSimd.Create(1)));
        TSimd square = TSimd.Min(TSimd.Create(174.6f), x * x);
        bell = PowerOfTwo(square, -0.5f * BinaryLogarithmOfE, -0.5f * BinaryLogarithmRest);
        TSimd p = TSimd.Create(0.5307027145f);
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(-0.7265760135f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(0.7107068705f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(-0.142248368f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(0.127414796f));
        return p * t * bell;
    }

    /// <summary>
    /// 2^(x (factor + rest)), which must be a normal number. x (factor + rest) = n - r with a whole n; a polynomial in r, whose relative
    /// error is below 1e-7, then n is added to the exponent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd PowerOfTwo(TSimd x, float factor, float rest)
    {
        TSimd n = TSimd.Round(x * TSimd.Create(factor));
        TSimd r = TSimd.SubtractProduct(x, TSimd.Create(factor), n);
        return PowerOfTwo(n, TSimd.SubtractProduct(x, TSimd.Create(rest), r));
    }

    /// <summary>2^(n - r) for a whole n from -126 to 127 and r between -0.5 and 0.5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd PowerOfTwo(TSimd n, TSimd r)
    {
        TSimd p = TSimd.Create(-1.3264728e-3f);
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(9.6715130e-3f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(-5.5507336e-2f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(2.4022242e-1f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(-6.9314700e-1f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(1));
        return TSimd.ScaleByPowerOfTwo(p, n);
    }
}
