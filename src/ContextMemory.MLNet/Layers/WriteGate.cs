using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// g = min(1, max(0, 1.5 sigmoid(x) - 0.25)): a sigmoid that is stretched beyond 0 and 1 and cut off there (Louizos 2018, section 2.2), so
/// that a gate can be closed, or open, altogether. Every gate costs as much as it is open: it opens only where that is worth it, and stays
/// closed for what training has not shown.
/// Shapes: [rows x inputs] to [rows x gates].
/// </summary>
/// <param name="layout">Where the parameters are added.</param>
/// <param name="name">What their names begin with.</param>
/// <param name="inputs">Size of a row.</param>
/// <param name="gates">Gates of a row.</param>
/// <param name="cost">What a gate that is open altogether adds to the loss.</param>
internal sealed class WriteGate(ParameterLayout layout, string name, int inputs, int gates, double cost)
{
    private const float Stretch = 1.5f;
    private const float Shift = 0.25f;

    // Gates start half open, whatever they see.
    private const double Deviation = 0.02;

    private readonly Linear _sums = new(layout, $"{name}.weight", $"{name}.bias", inputs, gates, Initializers.Normal(Deviation));

    public Matrix Forward(Pass pass, Matrix rows)
    {
        Matrix open = _sums.Forward(pass, rows);
        foreach (ref float value in open.Span)
        {
            value = Math.Clamp(Stretch / (1 + MathF.Exp(-value)) - Shift, 0, 1);
        }

        pass.Keep(open);
        return open;
    }

    /// <summary>From the gradient of the gates (changed) to that of the rows. Where a gate is cut off it has no slope.</summary>
    public Matrix Backward(Pass pass, Matrix gradient)
    {
        float added = (float)cost * pass.LossScale;
        Span<float> open = pass.Take().Span;
        Span<float> slopes = gradient.Span;
        for (int i = 0; i < open.Length; i++)
        {
            float sigmoid = (open[i] + Shift) / Stretch;
            float slope = open[i] is > 0 and < 1 ? Stretch * sigmoid * (1 - sigmoid) : 0;
            slopes[i] = (slopes[i] + added) * slope;
        }

        return _sums.Backward(pass, gradient);
    }
}
