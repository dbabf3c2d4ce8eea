using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How far a summary and its reference have the same n-grams, or the same sequence of words.</summary>
/// <param name="Precision">Share of the summary that is in the reference; 0 where the summary is empty.</param>
/// <param name="Recall">Share of the reference that is in the summary; 0 where the reference is empty.</param>
public readonly record struct RougeScore(double Precision, double Recall)
{
    /// <summary>Harmonic mean of precision and recall; 0 where both are.</summary>
    public double F1 => Precision + Recall > 0 ? 2 * Precision * Recall / (Precision + Recall) : 0;

    internal static RougeScore Of(int common, int summary, int reference) =>
        new((double)common / Math.Max(summary, 1), (double)common / Math.Max(reference, 1));

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() => Invariant($"precision {Precision:F3}, recall {Recall:F3}, F1 {F1:F3}");
}
