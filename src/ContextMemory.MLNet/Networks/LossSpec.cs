namespace ContextMemory.MLNet.Networks;

/// <summary>What a network learns.</summary>
/// <param name="Kind">The loss.</param>
internal sealed record LossSpec(LossKind Kind)
{
    /// <summary>Nothing is learned.</summary>
    public static LossSpec None { get; } = new(LossKind.None);

    /// <summary>Share of each target that is spread over all classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// How far token vectors are moved, as a share of their length, when a batch is learned from once more; 0 learns from it once.
    /// </summary>
    public double AdversarialEpsilon { get; init; }

    /// <summary>Segments through which the gradient of a document flows back, at most.</summary>
    public int Horizon { get; init; } = 1;
}
