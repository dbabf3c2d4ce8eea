using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>The ROUGE measures of a summary (Lin 2004).</summary>
/// <param name="Rouge1">Words in common.</param>
/// <param name="Rouge2">Pairs of neighbouring words in common.</param>
/// <param name="RougeL">The longest common subsequence of words, each text taken as one sequence (rouge-score's <c>rougeL</c>, not <c>rougeLsum</c>).</param>
public readonly record struct RougeScores(RougeScore Rouge1, RougeScore Rouge2, RougeScore RougeL)
{
    /// <summary>The F1 of each in one line, in the invariant culture.</summary>
    public override string ToString() => Invariant($"F1: ROUGE-1 {Rouge1.F1:F3}, ROUGE-2 {Rouge2.F1:F3}, ROUGE-L {RougeL.F1:F3}");
}
