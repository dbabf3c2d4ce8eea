using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The fused steps of layers and optimizer.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    public sealed override float LayerNorm(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon, Span<float> normalized, Span<float> y)
    {
        int count = x.Length;
        fixed (float* from = x, g = gain, b = bias, n = normalized, to = y)
        {
            float mean = Sum(from, count) / count;
            float inverseDeviation = 1 / MathF.Sqrt(SquaredDeviation(from, mean, count) / count + epsilon);
            TSimd shift = TSimd.Create(mean);
            TSimd scale = TSimd.Create(inverseDeviation);
            int i = 0;
            for (; i <= count - Width; i += Width)
            {
                TSimd value = (TSimd.Load(from + i) - shift) * scale;
                TSimd.Store(value, n + i);
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(g + i), value, TSimd.Load(b + i)), to + i);
            }

            for (; i < count; i++)
            {
                n[i] = (from[i] - mean) * inverseDeviation;
                to[i] = MathF.FusedMultiplyAdd(g[i], n[i], b[i]);
            }

            return inverseDeviation;
        }
    }

    public sealed override void LayerNormBackward(
        ReadOnlySpan<float> normalized,
        float inverseDeviation,
        ReadOnlySpan<float> gain,
        ReadOnlySpan<float> gradient,
        Span<float> gainGradient,
        Span<float> biasGradient,
        Span<float> inputGradient)
    {
        int count = normalized.Length;
        fixed (float* n = normalized, g = gain, d = gradient, dg = gainGradient, db = biasGradient, to = inputGradient)
        {
            TSimd sums = TSimd.Zero;
            TSimd projections = TSimd.Zero;
            int i = 0;
            for (; i <= count - Width; i += Width)
            {
                TSimd upstream = TSimd.Load(d + i);
                TSimd value = TSimd.Load(n + i);
                TSimd.Store(TSimd.MultiplyAdd(upstream, value, TSimd.Load(dg + i)), dg + i);
                TSimd.Store(TSimd.Load(db + i) + upstream, db + i);
                TSimd scaled = upstream * TSimd.Load(g + i);
                sums += scaled;
                projections = TSimd.MultiplyAdd(scaled, value, projections);
            }

            float sum = TSimd.Sum(sums);
            float projection = TSimd.Sum(projections);
            for (; i < count; i++)
            {
                dg[i] = MathF.FusedMultiplyAdd(d[i], n[i], dg[i]);
                db[i] += d[i];
                sum += d[i] * g[i];
                projection += d[i] * g[i] * n[i];
            }

            sum /= count;
            projection /= count;
            TSimd mean = TSimd.Create(sum);
            TSimd along = TSimd.Create(projection);
            TSimd scale = TSimd.Create(inverseDeviation);
            for (i = 0; i <= count - Width; i += Width)
            {
                TSimd centred = TSimd.Load(d + i) * TSimd.Load(g + i) - mean;
                TSimd.Store(scale * (centred - TSimd.Load(n + i) * along), to + i);
            }

            for (; i < count; i++)
            {
                to[i] = inverseDeviation * (d[i] * g[i] - sum - n[i] * projection);
            }
        }
    }

    public sealed override void Adam(in AdamStep step, float* values, float* gradients, float* mean, float* variance, int count)
    {
        TSimd beta1 = TSimd.Create(step.Beta1);
        TSimd beta2 = TSimd.Create(step.Beta2);
        TSimd rest1 = TSimd.Create(1 - step.Beta1);
        TSimd rest2 = TSimd.Create(1 - step.Beta2);
        TSimd gradientScale = TSimd.Create(step.GradientScale);
        TSimd varianceScale = TSimd.Create(step.VarianceScale);
        TSimd epsilon = TSimd.Create(step.Epsilon);
        TSimd keep = TSimd.Create(step.Keep);
        TSimd stepSize = TSimd.Create(step.StepSize);
        int i = 0;
        for (; i <= count - Width; i += Width)
        {
            TSimd gradient = TSimd.Load(gradients + i) * gradientScale;
            TSimd m = TSimd.MultiplyAdd(beta1, TSimd.Load(mean + i), rest1 * gradient);
            TSimd v = TSimd.MultiplyAdd(beta2, TSimd.Load(variance + i), rest2 * gradient * gradient);
            TSimd.Store(m, mean + i);
            TSimd.Store(v, variance + i);
            TSimd change = stepSize * m / (TSimd.Sqrt(v * varianceScale) + epsilon);
            TSimd.Store(keep * TSimd.Load(values + i) - change, values + i);
        }

        for (; i < count; i++)
        {
            float gradient = gradients[i] * step.GradientScale;
            mean[i] = MathF.FusedMultiplyAdd(step.Beta1, mean[i], (1 - step.Beta1) * gradient);
            variance[i] = MathF.FusedMultiplyAdd(step.Beta2, variance[i], (1 - step.Beta2) * gradient * gradient);
            float change = step.StepSize * mean[i] / (MathF.Sqrt(variance[i] * step.VarianceScale) + step.Epsilon);
            values[i] = step.Keep * values[i] - change;
        }
    }

    public sealed override void AdamIdle(in AdamIdleSteps steps, float* values, float* mean, float* variance, int count)
    {
        TSimd drift = TSimd.Create(steps.Drift);
        TSimd epsilon = TSimd.Create(steps.Epsilon);
        TSimd meanDecay = TSimd.Create(steps.MeanDecay);
        TSimd varianceDecay = TSimd.Create(steps.VarianceDecay);
        int i = 0;
        for (; i <= count - Width; i += Width)
        {
            TSimd m = TSimd.Load(mean + i);
            TSimd v = TSimd.Load(variance + i);
            TSimd.Store(TSimd.Load(values + i) - drift * m / (TSimd.Sqrt(v) + epsilon), values + i);
            TSimd.Store(m * meanDecay, mean + i);
            TSimd.Store(v * varianceDecay, variance + i);
        }

        for (; i < count; i++)
        {
            values[i] -= steps.Drift * mean[i] / (MathF.Sqrt(variance[i]) + steps.Epsilon);
            mean[i] *= steps.MeanDecay;
            variance[i] *= steps.VarianceDecay;
        }
    }

    private static float Sum(float* values, int count)
    {
        TSimd sums = TSimd.Zero;
        int i = 0;
        for (; i <= count - Width; i += Width)
        {
            sums += TSimd.Load(values + i);
        }

        float sum = TSimd.Sum(sums);
        for (; i < count; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    private static float SquaredDeviation(float* values, float mean, int count)
    {
        TSimd shift = TSimd.Create(mean);
        TSimd sums = TSimd.Zero;
        int i = 0;
        for (; i <= count - Width; i += Width)
        {
            TSimd deviation = TSimd.Load(values + i) - shift;
            sums = TSimd.MultiplyAdd(deviation, deviation, sums);
        }

        float sum = TSimd.Sum(sums);
        for (; i < count; i++)
        {
            sum += (values[i] - mean) * (values[i] - mean);
        }

        return sum;
    }
}
