namespace ContextMemory.MLNet.Engines;

/// <summary>How a learner learns; the learning rate comes with every step.</summary>
internal sealed record LearnerOptions
{
    /// <summary>Examples of the largest batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The seed of all random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The weight decay of AdamW.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>The norm that longer gradients are clipped to.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Ends a step where it is at work.</summary>
    public CancellationToken CancellationToken { get; init; }
}
