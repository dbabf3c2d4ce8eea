using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// g = min(1, max(0, 1.2 sigmoid(x) - 0.1)): a sigmoid that is stretched beyond 0 and 1 and cut off there (Louizos 2018, section 2.2), so
/// that a gate can be closed, or open, altogether.
/// </summary>
internal static class WriteGate
{
    private const float Stretch = 1.2f;
    private const float Shift = 0.1f;

    // A gate that is closed gets the slope of its edge: see Backward.
    private const float EdgeSigmoid = Shift / Stretch;

    /// <summary>In place: the gates.</summary>
    public static void Forward(Matrix gates)
    {
        foreach (ref float value in gates.Span)
        {
            value = Math.Clamp(Stretch / (1 + MathF.Exp(-value)) - Shift, 0, 1);
        }
    }

    /// <summary>
    /// In place: from the gradient of the gates to that of their sums. A gate that is closed, or open, altogether has no slope; it gets that of
    /// its edge where the gradient would move it back, for it could not be learned otherwise that it should not be.
    /// </summary>
    public static void Backward(Matrix gates, Matrix gradients)
    {
        Span<float> values = gates.Span;
        Span<float> gradient = gradients.Span;
        for (int i = 0; i < values.Length; i++)
        {
            bool movesOut = values[i] <= 0 || values[i] >= 1;
            float sigmoid = Math.Clamp((values[i] + Shift) / Stretch, EdgeSigmoid, 1 - EdgeSigmoid);
            gradient[i] = movesOut ? 0 : gradient[i] * Stretch * sigmoid * (1 - sigmoid);
        }
    }
}
