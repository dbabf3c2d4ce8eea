using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How good an entity extractor is, over all rows it was measured on. An entity counts as found only where start, end and type are right.</summary>
public sealed record EntityMetrics
{
    /// <summary>Rows measured.</summary>
    public required long Rows { get; init; }

    /// <summary>Over all entities of all types (micro average).</summary>
    public required MatchScores Micro { get; init; }

    /// <summary>By type, of all types that occur among the right entities or the found ones, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, MatchScores> PerType { get; init; }

    /// <summary>Share of the found entities that are right, 0 to 1.</summary>
    public double Precision => Micro.Precision;

    /// <summary>Share of the entities that were found, 0 to 1.</summary>
    public double Recall => Micro.Recall;

    /// <summary>Harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>, 0 to 1.</summary>
    public double F1 => Micro.F1;

    /// <summary>Mean of the types' precision, each type counted the same; 0 where there is no type.</summary>
    public double MacroPrecision => Macro(scores => scores.Precision);

    /// <summary>Mean of the types' recall, each type counted the same; 0 where there is no type.</summary>
    public double MacroRecall => Macro(scores => scores.Recall);

    /// <summary>Mean of the types' F1, each type counted the same; 0 where there is no type.</summary>
    public double MacroF1 => Macro(scores => scores.F1);

    /// <summary>Entities that were not found, but one of the same type that overlaps them was.</summary>
    public required long PartialMatches { get; init; }

    /// <summary>Entities whose extent was found with another type.</summary>
    public required long TypeErrors { get; init; }

    /// <summary>Entities that nothing found overlaps.</summary>
    public required long Missed { get; init; }

    /// <summary>Found entities that overlap none that there is.</summary>
    public required long Spurious { get; init; }

    /// <summary>
    /// How often an entity of a type (first) was found, with its exact extent, as one of another or the same type (second). Only pairs
    /// that occur.
    /// </summary>
    public required IReadOnlyDictionary<(string Type, string Found), long> Confusion { get; init; }

    private double Macro(Func<MatchScores, double> score) => PerType.Count == 0 ? 0 : PerType.Values.Average(score);

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"{Rows} rows, {Micro.Support} entities of {PerType.Count} types: precision {Precision:F3}, recall {Recall:F3}, F1 {F1:F3}, macro F1 {MacroF1:F3}; ") +
        Invariant($"{PartialMatches} partial matches, {TypeErrors} type errors, {Missed} missed, {Spurious} spurious");
}
