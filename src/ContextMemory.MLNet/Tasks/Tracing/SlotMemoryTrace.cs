namespace ContextMemory.MLNet;

/// <summary>A key-value memory: <see cref="EncoderKind.KeyValueMemory"/>.</summary>
public sealed record SlotMemoryTrace : LayerTrace
{
    /// <summary>
    /// The gates of the first <see cref="TraceOptions.TokenLimit"/> tokens: 0 to 1, and exactly 0 where a token is not written. Empty for models of a version without
    /// gates, which write every token.
    /// </summary>
    public required IReadOnlyList<float> Gates { get; init; }

    /// <summary>The slots, in their order.</summary>
    public required IReadOnlyList<SlotTrace> Slots { get; init; }
}
