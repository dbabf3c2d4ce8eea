using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>A ROUGE measure over all rows, as the means of what each row has.</summary>
/// <param name="Precision">Mean precision, 0 to 1.</param>
/// <param name="Recall">Mean recall, 0 to 1.</param>
/// <param name="F1">Mean F1, 0 to 1; not the harmonic mean of the other two.</param>
/// <param name="F1Interval">The 95% bootstrap interval of the mean F1.</param>
public readonly record struct RougeMean(double Precision, double Recall, double F1, BootstrapInterval F1Interval)
{
    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() => Invariant($"F1 {F1:F3} ({F1Interval}), precision {Precision:F3}, recall {Recall:F3}");
}
