namespace ContextMemory.MLNet.Numerics;

/// <summary>Sums, functions and normalization of rows.</summary>
internal abstract unsafe partial class Kernels
{
    /// <summary>sums += the sum of each column.</summary>
    public abstract void AddColumnSums(Matrix values, Matrix sums);

    /// <summary>destination += source.</summary>
    public abstract void Add(ReadOnlySpan<float> source, Span<float> destination);

    /// <summary>destination += factor * source.</summary>
    public abstract void AddScaled(float factor, ReadOnlySpan<float> source, Span<float> destination);

    public abstract float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right);

    /// <summary>In place: factor x.</summary>
    public abstract void Scale(float factor, Span<float> values);

    /// <summary>In place: e^x_i / sum of e^x_j. Returns the logarithm of the sum.</summary>
    public float Softmax(Span<float> row)
    {
        float max = Max(row, float.NegativeInfinity);
        float sum = ExpMinus(max, row);
        Scale(1 / sum, row);
        return max + MathF.Log(sum);
    }

    /// <summary>The largest of a row, or <paramref name="floor"/> if that is larger.</summary>
    public abstract float Max(ReadOnlySpan<float> row, float floor);

    /// <summary>In place: e^(x - shift), for x no more than 88.3 above the shift. Returns their sum.</summary>
    public abstract float ExpMinus(float shift, Span<float> values);

    /// <summary>
    /// In place: 2^(x - shift) of each row, for x no more than 127 above the row's shift; 2^-126 where that is more. Adds to each row's
    /// sum that of its powers.
    /// </summary>
    public abstract void PowersOfTwo(Matrix rows, ReadOnlySpan<float> shifts, Span<float> sums);

    /// <summary>
    /// In place: the gradient before a softmax from that behind it, p (g - mean), where the mean is the sum of p g.
    /// </summary>
    public abstract void SoftmaxSlope(ReadOnlySpan<float> probabilities, float mean, Span<float> gradient);

    /// <summary>In place: tanh x.</summary>
    public abstract void Tanh(Span<float> values);

    /// <summary>In place: gradient * (1 - output^2).</summary>
    public abstract void TanhBackward(ReadOnlySpan<float> output, Span<float> gradient);

    /// <summary>In place: 1 / (1 + e^-x).</summary>
    public abstract void Sigmoid(Span<float> values);

    /// <summary>In place: gradient * output * (1 - output).</summary>
    public abstract void SigmoidBackward(ReadOnlySpan<float> output, Span<float> gradient);

    /// <summary>y = x times the normal distribution's share below x (Hendrycks and Gimpel 2016).</summary>
    public abstract void Gelu(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>In place: gradient times the derivative of GELU at x.</summary>
    public abstract void GeluBackward(ReadOnlySpan<float> x, Span<float> gradient);

    /// <summary>
    /// normalized = (x - mean) / sqrt(variance + epsilon), y = gain * normalized + bias (Ba 2016). Returns 1 / sqrt(variance + epsilon).
    /// </summary>
    public abstract float LayerNorm(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon, Span<float> normalized, Span<float> y);

    /// <summary>From the gradient behind one normalized row to the one before it; adds to those of gain and bias.</summary>
    public abstract void LayerNormBackward(
        ReadOnlySpan<float> normalized,
        float inverseDeviation,
        ReadOnlySpan<float> gain,
        ReadOnlySpan<float> gradient,
        Span<float> gainGradient,
        Span<float> biasGradient,
        Span<float> inputGradient);
}
