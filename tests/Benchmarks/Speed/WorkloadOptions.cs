namespace ContextMemory.MLNet.Benchmarks.Speed;

/// <summary>What is measured.</summary>
internal sealed record WorkloadOptions
{
    public required EncoderOptions Encoder { get; init; }

    public required bool IsTraining { get; init; }

    /// <summary>Tokens of the documents, in turn.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    public int BatchSize { get; init; } = 32;

    public int VocabularySize { get; init; } = 20_000;

    public int Classes { get; init; } = 4;

    public int Threads { get; init; } = 1;

    public TrainingEngine Engine { get; init; } = TrainingEngine.Managed;

    /// <summary>What weights are rounded to where nothing is learned.</summary>
    public ModelPrecision Precision { get; init; }
}
