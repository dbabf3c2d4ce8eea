namespace ContextMemory.MLNet;

/// <summary>How well entities were found: all of them, or those of one type.</summary>
/// <param name="Support">Entities that there are.</param>
/// <param name="Predicted">Entities that were found, rightly or not.</param>
/// <param name="Correct">Entities that were found just as they are: same start, same end, same type.</param>
public readonly record struct EntityScores(long Support, long Predicted, long Correct)
{
    /// <summary>Share of the found entities that are right, 0 to 1; 0 where none was found.</summary>
    public double Precision => Share(Correct, Predicted);

    /// <summary>Share of the entities that were found, 0 to 1; 0 where there are none.</summary>
    public double Recall => Share(Correct, Support);

    /// <summary>Harmonic mean of precision and recall, 0 to 1; 0 where both are.</summary>
    public double F1 => Share(2 * Correct, Support + Predicted);

    internal EntityScores Plus(EntityScores other) =>
        new(Support + other.Support, Predicted + other.Predicted, Correct + other.Correct);

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
