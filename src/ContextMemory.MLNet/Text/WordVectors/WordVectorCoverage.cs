using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How much of the training text has a vector in the file that was given.</summary>
public sealed record WordVectorCoverage
{
    /// <summary>Words of the vocabulary that have one.</summary>
    public required int Words { get; init; }

    /// <summary>Words of the vocabulary.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Share of the tokens learned from that have one, from 0 to 1.</summary>
    public required double TokenShare { get; init; }

    /// <summary>Dimensions of a vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"vectors of {Dimension} numbers for {Words} of {VocabularySize} words and {100 * TokenShare:F1}% of the tokens");
}
