namespace ContextMemory.MLNet;

/// <summary>One head of an associative memory.</summary>
public sealed record DeltaHeadTrace
{
    /// <summary>Which head it is, from 0.</summary>
    public required int Head { get; init; }

    /// <summary>The gates of the first <see cref="TraceOptions.TokenLimit"/> tokens: 0 to 1, and exactly 0 where a token is not written.</summary>
    public required IReadOnlyList<float> Gates { get; init; }

    /// <summary>How many of all tokens are written: those whose gate is above 0.</summary>
    public required int WrittenTokens { get; init; }

    /// <summary>
    /// Which share of the capacity the text used, 0 to 1: of anything that the memory had held before, the share of its squared length that the
    /// writes would have replaced, in the mean. n tokens under orthogonal keys, with open gates, use n of as many keys as the head has dimensions; a key that
    /// is written again uses no more.
    /// </summary>
    public required double UsedCapacity { get; init; }

    /// <summary>The tokens that are written most. The weight is the gate times the length of what was new about the value.</summary>
    public required IReadOnlyList<TokenWeight> MostWritten { get; init; }

    /// <summary>What the queries of <see cref="TraceOptions.QueryTokens"/> find, and, at the end, what that of the last token finds.</summary>
    public required IReadOnlyList<DeltaQueryTrace> Queries { get; init; }
}
