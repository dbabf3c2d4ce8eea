namespace ContextMemory.MLNet;

/// <summary>
/// What went on in a model's memories while it read one text: what was written and kept, and what was read. It is plain data that
/// System.Text.Json writes and reads. A transformer gives it: <c>transformer.Trace(text)</c>.
/// </summary>
/// <remarks>
/// Tokens, layers, heads, units and slots are numbered from 0. The size of a trace does not grow with the text beyond
/// <see cref="TraceOptions.TokenLimit"/>: of all tokens there are sums, and <see cref="TraceOptions.Top"/> of the foremost ones.
/// </remarks>
public sealed record ContextMemoryTrace
{
    /// <summary>
    /// How many tokens the text has, ends of lines among them for an entity extractor. A text without any is 1 empty token, and none for an extractor.
    /// </summary>
    public required int TokenCount { get; init; }

    /// <summary>How many tokens are read at once.</summary>
    public required int SegmentLength { get; init; }

    /// <summary>The first <see cref="TraceOptions.TokenLimit"/> tokens.</summary>
    public required IReadOnlyList<TracedToken> Tokens { get; init; }

    /// <summary>The classes in the order of <see cref="Scores"/>; empty where they have no names, and where no class is told.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What the model makes of the text: just what <see cref="TextScorer.Score"/> gives; empty for an entity extractor.</summary>
    public required IReadOnlyList<float> Scores { get; init; }

    /// <summary>The encoders that read the text side by side; none where the linear part of a classifier answers alone.</summary>
    public required IReadOnlyList<MemberTrace> Members { get; init; }
}
