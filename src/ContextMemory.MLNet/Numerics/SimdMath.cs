using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>Elementary functions on vectors, each within a few units in the last place of the exact value unless stated.</summary>
internal static class SimdMath<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    /// <summary>
    /// e^x for x in [-87.3, 88.3], beyond that the value at the end of the range. x = n ln 2 + r; a polynomial in r, then n is
    /// added to the exponent (coefficients of the Cephes library, expf).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Exp(TSimd x)
    {
        x = TSimd.Min(TSimd.Create(88.3f), TSimd.Max(TSimd.Create(-87.3f), x));
        TSimd n = TSimd.Round(x * TSimd.Create(1.44269504088896341f));
        TSimd r = TSimd.MultiplyAdd(n, TSimd.Create(-0.693359375f), x);
        r = TSimd.MultiplyAdd(n, TSimd.Create(2.12194440e-4f), r);
        TSimd p = TSimd.Create(1.9875691500e-4f);
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(1.3981999507e-3f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(8.3334519073e-3f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(4.1665795894e-2f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(1.6666665459e-1f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Create(5.0000001201e-1f));
        p = TSimd.MultiplyAdd(p, r * r, r + TSimd.Create(1));
        return TSimd.ScaleByPowerOfTwo(p, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Sigmoid(TSimd x) => TSimd.Reciprocal(TSimd.Create(1) + Exp(TSimd.Zero - x));

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

    /// <summary>
    /// The normal distribution's share below x, within 1e-7 (Abramowitz and Stegun 7.1.26), and its density at x.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd NormalDistribution(TSimd x, out TSimd density)
    {
        const float HalfRoot = 0.70710678118654752f;
        TSimd z = TSimd.Abs(x) * TSimd.Create(HalfRoot);
        TSimd t = TSimd.Reciprocal(TSimd.MultiplyAdd(z, TSimd.Create(0.3275911f), TSimd.Create(1)));
        TSimd e = Exp(TSimd.Zero - z * z);
        TSimd p = TSimd.Create(1.061405429f);
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(-1.453152027f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(1.421413741f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(-0.284496736f));
        p = TSimd.MultiplyAdd(p, t, TSimd.Create(0.254829592f));
        TSimd tail = TSimd.Create(0.5f) * p * t * e;
        density = e * TSimd.Create(0.39894228040143268f);
        return TSimd.SelectNegative(x, tail, TSimd.Create(1) - tail);
    }
}
