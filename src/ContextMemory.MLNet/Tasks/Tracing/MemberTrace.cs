namespace ContextMemory.MLNet;

/// <summary>What went on in one encoder.</summary>
public sealed record MemberTrace
{
    /// <summary>Its layers with a memory, in the order in which they read; of a layer in two directions first the forward one.</summary>
    public required IReadOnlyList<LayerTrace> Layers { get; init; }
}
