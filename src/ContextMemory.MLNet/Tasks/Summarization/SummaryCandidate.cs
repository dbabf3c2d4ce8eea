namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>A sentence that may be in the summary.</summary>
/// <param name="Number">Its number in the document.</param>
/// <param name="Text">What it says.</param>
/// <param name="Score">The larger, the better.</param>
internal sealed record SummaryCandidate(int Number, string Text, float Score)
{
    /// <summary>From the worst to the best: of equal scores the earlier sentence is better.</summary>
    public static Comparer<SummaryCandidate> WorstFirst { get; } = Comparer<SummaryCandidate>.Create((left, right) =>
        left.Score != right.Score ? left.Score.CompareTo(right.Score) : right.Number.CompareTo(left.Number));
}
