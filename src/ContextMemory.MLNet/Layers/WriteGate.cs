using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// g = min(1, max(0, 1.5 sigmoid(x) - 0.25)): a sigmoid that is stretched beyond 0 and 1 and cut off there (Louizos 2018, section 2.2), so
/// that a gate can be closed, or open, altogether. Every gate costs as much as it is open: it opens only where that is worth it, and stays
/// closed for what training has not shown.
/// </summary>
/// <param name="cost">What a gate that is open altogether adds to the loss.</param>
internal sealed class WriteGate(float cost)
{
    private const float Stretch = 1.5f;
    private const float Shift = 0.25f;

    // Gates start half open, whatever they see.
    private const double Deviation = 0.02;

    /// <summary>The layer that makes the sums.</summary>
    public static Linear CreateSums(ParameterLayout layout, string name, int inputs, int gates) =>
        new(layout, $"{name}.weight", $"{name}.bias", inputs, gates, Initializers.Normal(Deviation));

    /// <summary>In place: from the sums to the gates.</summary>
    public static void Forward(Matrix gates)
    {
        foreach (ref float value in gates.Span)
        {
            value = Math.Clamp(Stretch / (1 + MathF.Exp(-value)) - Shift, 0, 1);
        }
    }

    /// <summary>In place: from the gradient of the gates to that of their sums. Where a gate is cut off it has no slope.</summary>
    public void Backward(Pass pass, Matrix gates, Matrix gradients)
    {
        float added = cost * pass.LossScale;
        Span<float> values = gates.Span;
        Span<float> gradient = gradients.Span;
        for (int i = 0; i < values.Length; i++)
        {
            float sigmoid = (values[i] + Shift) / Stretch;
            float slope = values[i] is > 0 and < 1 ? Stretch * sigmoid * (1 - sigmoid) : 0;
            gradient[i] = (gradient[i] + added) * slope;
        }
    }
}
