namespace ContextMemory.MLNet;

/// <summary>An associative memory that is written by the delta rule: <see cref="EncoderKind.DeltaMemory"/>.</summary>
public sealed record DeltaMemoryTrace : LayerTrace
{
    /// <summary>The heads, each with a memory of its own.</summary>
    public required IReadOnlyList<DeltaHeadTrace> Heads { get; init; }
}
