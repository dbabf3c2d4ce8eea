using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>Elementary functions of rows: two vectors at a time, then one, then what is left through a padded copy.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    private static int PairWidth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SimdPair<TSimd>.Width;
    }

    private interface IVectorFunction
    {
        static abstract TVector Of<TVector>(TVector x)
            where TVector : unmanaged, ISimd<TVector>;
    }

    public sealed override void Tanh(Span<float> values) => Map<TanhFunction>(values, values);

    public sealed override void Sigmoid(Span<float> values) => Map<SigmoidFunction>(values, values);

    public sealed override void Gelu(ReadOnlySpan<float> x, Span<float> y) => Map<GeluFunction>(x, y);

    public sealed override void GeluBackward(ReadOnlySpan<float> x, Span<float> gradient)
    {
        fixed (float* from = x, to = gradient)
        {
            int i = 0;
            for (; i <= x.Length - PairWidth; i += PairWidth)
            {
                GeluLanesBackward<SimdPair<TSimd>>(from + i, to + i);
            }

            for (; i <= x.Length - Width; i += Width)
            {
                GeluLanesBackward<TSimd>(from + i, to + i);
            }

            if (i < x.Length)
            {
                float* tail = stackalloc float[2 * MaxWidth];
                LoadTail(from + i, x.Length - i, tail);
                LoadTail(to + i, x.Length - i, tail + MaxWidth);
                GeluLanesBackward<TSimd>(tail, tail + MaxWidth);
                StoreTail(tail + MaxWidth, x.Length - i, to + i);
            }
        }
    }

    public sealed override float ExpMinus(float shift, Span<float> values)
    {
        fixed (float* x = values)
        {
            return MapShifted<ExpFunction>(x, values.Length, shift);
        }
    }

    public sealed override void PowersOfTwo(Matrix rows, ReadOnlySpan<float> shifts, Span<float> sums)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            sums[row] += MapShifted<PowerOfTwoFunction>(rows.RowData(row), rows.Columns, shifts[row]);
        }
    }

    /// <summary>In place: f(x - shift), element by element. Returns the sum.</summary>
    private static float MapShifted<TFunction>(float* x, int count, float shift)
        where TFunction : IVectorFunction
    {
        int i = 0;
        SimdPair<TSimd> sums = SimdPair<TSimd>.Zero;
        for (; i <= count - PairWidth; i += PairWidth)
        {
            sums += LanesShifted<TFunction, SimdPair<TSimd>>(x + i, shift);
        }

        float sum = SimdPair<TSimd>.Sum(sums);
        for (; i <= count - Width; i += Width)
        {
            sum += TSimd.Sum(LanesShifted<TFunction, TSimd>(x + i, shift));
        }

        if (i < count)
        {
            float* tail = stackalloc float[MaxWidth];
            LoadTail(x + i, count - i, tail);
            LanesShifted<TFunction, TSimd>(tail, shift);
            for (int j = 0; i < count; i++, j++)
            {
                x[i] = tail[j];
                sum += tail[j];
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LanesShifted<TFunction, TVector>(float* x, float shift)
        where TFunction : IVectorFunction
        where TVector : unmanaged, ISimd<TVector>
    {
        TVector y = TFunction.Of(TVector.Load(x) - TVector.Create(shift));
        TVector.Store(y, x);
        return y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GeluLanesBackward<TVector>(float* x, float* gradient)
        where TVector : unmanaged, ISimd<TVector> =>
        TVector.Store(TVector.Load(gradient) * SimdMath<TVector>.GeluSlope(TVector.Load(x)), gradient);

    private static void Map<TFunction>(ReadOnlySpan<float> x, Span<float> y)
        where TFunction : IVectorFunction
    {
        fixed (float* from = x, to = y)
        {
            Map<TFunction>(from, to, x.Length);
        }
    }

    /// <summary>y = f(x), element by element.</summary>
    private static void Map<TFunction>(float* x, float* y, int count)
        where TFunction : IVectorFunction
    {
        int i = 0;
        for (; i <= count - PairWidth; i += PairWidth)
        {
            SimdPair<TSimd>.Store(TFunction.Of(SimdPair<TSimd>.Load(x + i)), y + i);
        }

        for (; i <= count - Width; i += Width)
        {
            TSimd.Store(TFunction.Of(TSimd.Load(x + i)), y + i);
        }

        if (i < count)
        {
            float* tail = stackalloc float[MaxWidth];
            LoadTail(x + i, count - i, tail);
            TSimd.Store(TFunction.Of(TSimd.Load(tail)), tail);
            StoreTail(tail, count - i, y + i);
        }
    }

    private readonly struct TanhFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector>(TVector x)
            where TVector : unmanaged, ISimd<TVector> => SimdMath<TVector>.Tanh(x);
    }

    private readonly struct ExpFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector>(TVector x)
            where TVector : unmanaged, ISimd<TVector> => SimdMath<TVector>.Exp(x);
    }

    private readonly struct PowerOfTwoFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector>(TVector x)
            where TVector : unmanaged, ISimd<TVector> => SimdMath<TVector>.PowerOfTwo(x);
    }

    private readonly struct SigmoidFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector>(TVector x)
            where TVector : unmanaged, ISimd<TVector> => SimdMath<TVector>.Sigmoid(x);
    }

    private readonly struct GeluFunction : IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of<TVector>(TVector x)
            where TVector : unmanaged, ISimd<TVector> => SimdMath<TVector>.Gelu(x);
    }
}
