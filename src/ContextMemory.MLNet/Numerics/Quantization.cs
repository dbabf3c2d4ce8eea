using System.Numerics.Tensors;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Rows of values as whole numbers of 8 bits times a step of the row (symmetric quantization a channel, Jacob 2018, arXiv 1712.05877). A step
/// has so few bits that each such product is exact: what has been rounded is found again from its floats.
/// </summary>
internal static class Quantization
{
    /// <summary>
    /// The largest whole number of a weight. Twice the product of it and of the largest byte fits 16 bits, in which some processors add
    /// them up.
    /// </summary>
    public const int WeightLevels = 63;

    /// <summary>The largest whole number of a row of a table.</summary>
    public const int TableLevels = 127;

    // Below this, a row counts as zeros.
    private const float SmallestStep = 1e-30f;

    // Bits of a float that a step does not have.
    private const int UnusedBits = (1 << 8) - 1;

    /// <summary>The step with which the row's values reach <paramref name="levels"/> at most; 0 where all are zeros.</summary>
    public static float StepOf(ReadOnlySpan<float> row, int levels)
    {
        float step = MathF.Abs(TensorPrimitives.MaxMagnitude(row)) / levels;
        return step < SmallestStep ? 0 : BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(step) + UnusedBits) & ~UnusedBits);
    }

    /// <summary>The whole number of a value in a row with that step.</summary>
    public static sbyte CodeOf(float value, float step) => step == 0 ? (sbyte)0 : (sbyte)MathF.Round(value / step);

    /// <summary>Rounds each row to whole numbers times its step.</summary>
    public static void Round(Matrix rows, int levels)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            Span<float> values = rows.Row(row);
            float step = StepOf(values, levels);
            foreach (ref float value in values)
            {
                value = CodeOf(value, step) * step;
            }
        }
    }
}
