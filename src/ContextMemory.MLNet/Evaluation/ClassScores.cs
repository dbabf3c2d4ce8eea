using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How well one class was told from the others.</summary>
/// <param name="Label">The number of the class.</param>
/// <param name="Support">Rows that are of the class.</param>
/// <param name="Predicted">Rows that were taken to be of the class.</param>
/// <param name="Correct">Rows of the class that were taken to be of the class.</param>
public readonly record struct ClassScores(int Label, long Support, long Predicted, long Correct)
{
    /// <summary>Share of the rows taken to be of the class that are; 0 where there are none.</summary>
    public double Precision => Share(Correct, Predicted);

    /// <summary>Share of the rows of the class that were taken to be of it; 0 where there are none.</summary>
    public double Recall => Share(Correct, Support);

    /// <summary>Harmonic mean of precision and recall; 0 where both are.</summary>
    public double F1 => Share(2 * Correct, Support + Predicted);

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() => Invariant($"class {Label}: precision {Precision:F3}, recall {Recall:F3}, F1 {F1:F3}, {Support} rows");
}
