namespace ContextMemory.MLNet.Networks;

/// <summary>
/// What a network computes, as data: described once, and built by each engine from its own layers. Two networks of one description have
/// the same parameters, by name, shape and order.
/// </summary>
internal sealed record NetworkSpec
{
    /// <summary>Encoders with their heads. Where there are several, they learn side by side and their outputs are averaged.</summary>
    public required IReadOnlyList<MemberSpec> Members { get; init; }

    /// <summary>What is learned.</summary>
    public LossSpec Loss { get; init; } = LossSpec.None;
}
