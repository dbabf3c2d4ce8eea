namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>How tasks are drawn, learned and tested.</summary>
internal sealed record TaskSettings
{
    private const int FewestTestRows = 64;
    private const int TestTokens = 1 << 21;

    public required IReadOnlyList<MemoryTask> Tasks { get; init; }

    /// <summary>Of the test documents.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>Documents to learn from.</summary>
    public required int Rows { get; init; }

    /// <summary>Test documents of each length, and documents to choose the best epoch by.</summary>
    public required int TestRows { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    /// <summary>Of tokens' vectors and of layers.</summary>
    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required Pooling Pooling { get; init; }

    public required int Seed { get; init; }

    public required int Threads { get; init; }

    /// <summary>Test documents of a length: fewer of the longest.</summary>
    public int TestRowsOf(int length) => Math.Min(TestRows, Math.Max(FewestTestRows, TestTokens / length));
}
