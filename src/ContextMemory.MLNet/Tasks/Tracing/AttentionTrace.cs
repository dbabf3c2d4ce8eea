namespace ContextMemory.MLNet;

/// <summary>Attention with a cache of earlier segments: <see cref="AttentionBlockOptions.MemoryLength"/>.</summary>
public sealed record AttentionTrace : LayerTrace
{
    /// <summary>
    /// For each of the first <see cref="TraceOptions.TokenLimit"/> tokens the share of its attention, 0 to 1, that goes to tokens of earlier segments, as the mean
    /// over the heads; 0 in the first segment.
    /// </summary>
    public required IReadOnlyList<float> EarlierShares { get; init; }

    /// <summary>The mean of this share over all tokens.</summary>
    public required double MeanEarlierShare { get; init; }

    /// <summary>
    /// The tokens that later segments attend to most. The weight is the sum, over the tokens of later segments, of the share of their attention that goes to
    /// the token.
    /// </summary>
    public required IReadOnlyList<TokenWeight> MostAttended { get; init; }
}
