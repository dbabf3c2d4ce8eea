namespace ContextMemory.MLNet;

/// <summary>Summaries measured beside what needs no skill and what no choice of sentences could beat by much.</summary>
/// <param name="Summaries">The summaries.</param>
/// <param name="Lead">The first sentences of each text, as many as its summary has.</param>
/// <param name="Best">The sentences that are best for the references (greedily found), at most as many.</param>
public sealed record SummaryComparison(SummarizationMetrics Summaries, SummarizationMetrics Lead, SummarizationMetrics Best)
{
    /// <summary>The mean F1 of each in three lines, in the invariant culture.</summary>
    public override string ToString() => $"summaries: {Summaries}\nlead: {Lead}\nbest: {Best}";
}
