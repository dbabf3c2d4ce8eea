using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The operations on rows, for vectors of any width. What a row holds beyond a whole number of vectors goes through a padded copy.</summary>
internal abstract unsafe partial class SimdKernels<TSimd> : Kernels
    where TSimd : unmanaged, ISimd<TSimd>
{
    // The widest vector, in floats.
    private const int MaxWidth = 16;

    protected static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSimd.Width;
    }

    public sealed override void AddColumnSums(Matrix values, Matrix sums)
    {
        // Some columns at a time for all rows: their sums stay in registers.
        int column = 0;
        for (; column <= values.Columns - 4 * Width; column += 4 * Width)
        {
            float* to = sums.Data + column;
            TSimd first = TSimd.Load(to);
            TSimd second = TSimd.Load(to + Width);
            TSimd third = TSimd.Load(to + 2 * Width);
            TSimd fourth = TSimd.Load(to + 3 * Width);
            for (int row = 0; row < values.Rows; row++)
            {
                float* from = values.RowData(row) + column;
                first += TSimd.Load(from);
                second += TSimd.Load(from + Width);
                third += TSimd.Load(from + 2 * Width);
                fourth += TSimd.Load(from + 3 * Width);
            }

            TSimd.Store(first, to);
            TSimd.Store(second, to + Width);
            TSimd.Store(third, to + 2 * Width);
            TSimd.Store(fourth, to + 3 * Width);
        }

        for (int row = 0; row < values.Rows && column < values.Columns; row++)
        {
            Add(values.Row(row)[column..], sums.Span[column..]);
        }
    }

    public sealed override void Add(ReadOnlySpan<float> source, Span<float> destination)
    {
        fixed (float* from = source, to = destination)
        {
            int i = 0;
            for (; i <= source.Length - Width; i += Width)
            {
                TSimd.Store(TSimd.Load(to + i) + TSimd.Load(from + i), to + i);
            }

            for (; i < source.Length; i++)
            {
                to[i] += from[i];
            }
        }
    }

    public sealed override void AddScaled(float factor, ReadOnlySpan<float> source, Span<float> destination)
    {
        fixed (float* from = source, to = destination)
        {
            TSimd scale = TSimd.Create(factor);
            int i = 0;
            for (; i <= source.Length - Width; i += Width)
            {
                TSimd.Store(TSimd.MultiplyAdd(scale, TSimd.Load(from + i), TSimd.Load(to + i)), to + i);
            }

            for (; i < source.Length; i++)
            {
                to[i] = MathF.FusedMultiplyAdd(factor, from[i], to[i]);
            }
        }
    }

    public sealed override float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        fixed (float* a = left, b = right)
        {
            TSimd sum = TSimd.Zero;
            int i = 0;
            for (; i <= left.Length - Width; i += Width)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), sum);
            }

            float total = TSimd.Sum(sum);
            for (; i < left.Length; i++)
            {
                total = MathF.FusedMultiplyAdd(a[i], b[i], total);
            }

            return total;
        }
    }

    public sealed override void Scale(float factor, Span<float> values)
    {
        fixed (float* x = values)
        {
            TSimd scale = TSimd.Create(factor);
            int i = 0;
            for (; i <= values.Length - Width; i += Width)
            {
                TSimd.Store(TSimd.Load(x + i) * scale, x + i);
            }

            for (; i < values.Length; i++)
            {
                x[i] *= factor;
            }
        }
    }

    public sealed override void SoftmaxSlope(ReadOnlySpan<float> probabilities, float mean, Span<float> gradient)
    {
        fixed (float* p = probabilities, g = gradient)
        {
            TSimd shift = TSimd.Create(mean);
            int i = 0;
            for (; i <= gradient.Length - Width; i += Width)
            {
                TSimd.Store(TSimd.Load(p + i) * (TSimd.Load(g + i) - shift), g + i);
            }

            for (; i < gradient.Length; i++)
            {
                g[i] = p[i] * (g[i] - mean);
            }
        }
    }

    public sealed override void TanhBackward(ReadOnlySpan<float> output, Span<float> gradient)
    {
        fixed (float* y = output, g = gradient)
        {
            TSimd one = TSimd.Create(1);
            int i = 0;
            for (; i <= output.Length - Width; i += Width)
            {
                TSimd value = TSimd.Load(y + i);
                TSimd.Store(TSimd.Load(g + i) * (one - value * value), g + i);
            }

            for (; i < output.Length; i++)
            {
                g[i] *= 1 - y[i] * y[i];
            }
        }
    }

    public sealed override void SigmoidBackward(ReadOnlySpan<float> output, Span<float> gradient)
    {
        fixed (float* y = output, g = gradient)
        {
            TSimd one = TSimd.Create(1);
            int i = 0;
            for (; i <= output.Length - Width; i += Width)
            {
                TSimd value = TSimd.Load(y + i);
                TSimd.Store(TSimd.Load(g + i) * value * (one - value), g + i);
            }

            for (; i < output.Length; i++)
            {
                g[i] = g[i] * y[i] * (1 - y[i]);
            }
        }
    }

    public sealed override float Max(ReadOnlySpan<float> row, float floor)
    {
        float max = floor;
        fixed (float* x = row)
        {
            int i = 0;
            if (row.Length >= Width)
            {
                TSimd maxima = TSimd.Load(x);
                TSimd others = maxima;
                for (i = Width; i <= row.Length - 2 * Width; i += 2 * Width)
                {
                    maxima = TSimd.Max(maxima, TSimd.Load(x + i));
                    others = TSimd.Max(others, TSimd.Load(x + i + Width));
                }

                for (; i <= row.Length - Width; i += Width)
                {
                    maxima = TSimd.Max(maxima, TSimd.Load(x + i));
                }

                float largest = TSimd.MaxAcross(TSimd.Max(TSimd.Max(others, maxima), TSimd.Max(maxima, others)));
                max = MathF.Max(max, largest);
            }

            for (; i < row.Length; i++)
            {
                max = MathF.Max(max, x[i]);
            }
        }

        return max;
    }

    private static void LoadTail(float* source, int count, float* padded)
    {
        new Span<float>(padded, MaxWidth).Clear();
        new Span<float>(source, count).CopyTo(new Span<float>(padded, count));
    }

    private static void StoreTail(float* padded, int count, float* destination) =>
        new Span<float>(padded, count).CopyTo(new Span<float>(destination, count));
}
