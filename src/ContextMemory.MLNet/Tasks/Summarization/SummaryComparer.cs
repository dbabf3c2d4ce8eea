using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Measures summaries, the first sentences and the best ones side by side.</summary>
internal sealed class SummaryComparer
{
    private readonly SummarizationEvaluator _summaries = new();
    private readonly SummarizationEvaluator _lead = new();
    private readonly SummarizationEvaluator _best = new();

    /// <param name="sentences">The text's sentences.</param>
    /// <param name="chosen">The numbers of those that are its summary, in the summary's order.</param>
    /// <param name="references">What is compared with; the row does not count if none has a word.</param>
    public void Add(IReadOnlyList<string> sentences, IReadOnlyList<int> chosen, IReadOnlyList<string> references)
    {
        RougeText[] wanted = [.. references.Select(reference => RougeText.Of(reference)).Where(text => text.Words.Length > 0)];
        if (wanted.Length == 0)
        {
            return;
        }

        int[] worded = SummaryText.Worded(sentences);
        int[] best = BestExtract.Greedy([.. worded.Select(sentence => RougeText.Of(sentences[sentence]))], wanted, chosen.Count);
        _summaries.Add(SummaryText.Join(sentences, chosen), references);
        _lead.Add(SummaryText.Join(sentences, worded.Take(chosen.Count)), references);
        _best.Add(SummaryText.Join(sentences, best.Select(place => worded[place])), references);
    }

    public int Count => _summaries.Count;

    /// <exception cref="InvalidOperationException">There was no row with a reference.</exception>
    public SummaryComparison Measure() => new(_summaries.Measure(), _lead.Measure(), _best.Measure());
}
