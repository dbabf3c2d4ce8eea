using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How well things that there are were found: entities of a text, or labels of rows; all of them, or those of one kind.</summary>
/// <param name="Support">Things that there are.</param>
/// <param name="Predicted">Things that were found, rightly or not.</param>
/// <param name="Correct">Things that were found just as they are: of an entity start, end and type.</param>
public readonly record struct MatchScores(long Support, long Predicted, long Correct)
{
    /// <summary>Share of the found things that are right, 0 to 1; 0 where none was found.</summary>
    public double Precision => Share(Correct, Predicted);

    /// <summary>Share of the things that were found, 0 to 1; 0 where there are none.</summary>
    public double Recall => Share(Correct, Support);

    /// <summary>Harmonic mean of precision and recall, 0 to 1; 0 where both are.</summary>
    public double F1 => Share(2 * Correct, Support + Predicted);

    internal MatchScores Plus(MatchScores other) =>
        new(Support + other.Support, Predicted + other.Predicted, Correct + other.Correct);

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"precision {Precision:F3}, recall {Recall:F3}, F1 {F1:F3} ({Support} there, {Predicted} found, {Correct} right)");
}
