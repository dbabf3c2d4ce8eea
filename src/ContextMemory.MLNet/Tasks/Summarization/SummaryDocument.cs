namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>A document to summarize or to learn from.</summary>
internal sealed record SummaryDocument
{
    /// <summary>The sentences in order.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>The title; empty where there is none.</summary>
    public string Title { get; init; } = "";

    /// <summary>Reference summaries to learn from; several stand for several ways to summarize.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Which sentences belong in the summary, one number a sentence, above 0 for yes; empty where nobody has said.</summary>
    public IReadOnlyList<float> Labels { get; init; } = [];
}
