using ContextMemory.MLNet.Numerics;
using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>Between which bounds a mean lies, as far as the rows it is of can tell.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
public readonly record struct BootstrapInterval(double Lower, double Upper)
{
    private const int Samples = 2_000;
    private const double Tail = 0.025;
    private const ulong Seed = 1;

    /// <summary>
    /// The 95% interval of the mean by the percentiles of 2,000 samples drawn from the rows with replacement (Efron 1979). The same rows
    /// give the same interval.
    /// </summary>
    internal static BootstrapInterval Of(IReadOnlyList<double> rows)
    {
        var random = new RandomStream(Seed);
        var means = new double[Samples];
        for (int sample = 0; sample < Samples; sample++)
        {
            double sum = 0;
            for (int i = 0; i < rows.Count; i++)
            {
                sum += rows[random.NextInteger(rows.Count)];
            }

            means[sample] = sum / rows.Count;
        }

        Array.Sort(means);
        return new BootstrapInterval(means[(int)(Tail * Samples)], means[(int)((1 - Tail) * Samples) - 1]);
    }

    /// <summary>The bounds, in the invariant culture.</summary>
    public override string ToString() => Invariant($"{Lower:F3} to {Upper:F3}");
}
