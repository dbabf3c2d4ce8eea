using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How good summaries are, over all rows they were measured on: ROUGE as Google's <c>rouge-score</c> computes it without stemming.</summary>
public sealed record SummarizationMetrics
{
    /// <summary>Rows measured.</summary>
    public required int Rows { get; init; }

    /// <summary>Words in common.</summary>
    public required RougeMean Rouge1 { get; init; }

    /// <summary>Pairs of neighbouring words in common.</summary>
    public required RougeMean Rouge2 { get; init; }

    /// <summary>The longest common subsequence of words (<c>rougeL</c>: each text is one sequence).</summary>
    public required RougeMean RougeL { get; init; }

    /// <summary>The mean F1 of each in one line, in the invariant culture.</summary>
    public override string ToString() => Invariant($"{Rows} rows, mean F1: ROUGE-1 {Rouge1.F1:F3}, ROUGE-2 {Rouge2.F1:F3}, ROUGE-L {RougeL.F1:F3}");
}
