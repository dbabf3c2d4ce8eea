using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet;

/// <summary>
/// Measures summaries row by row, beside the first sentences of each text and the best ones: what <c>mlContext.ContextMemory().EvaluateSummaries</c> does
/// with the rows of an IDataView. Of a row only its measures are kept.
/// </summary>
public sealed class SummaryEvaluator
{
    private readonly SummarizationEvaluator _summaries = new();
    private readonly SummarizationEvaluator _lead = new();
    private readonly SummarizationEvaluator _best = new();

    /// <summary>Rows that count so far.</summary>
    public int Rows => _summaries.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="sentences">The text's sentences, without markup.</param>
    /// <param name="chosen">The numbers of those that are its summary, in the summary's order.</param>
    /// <param name="references">What is compared with, of which for each measure the best counts; the row does not count if none has a word.</param>
    public void Add(IReadOnlyList<string> sentences, IReadOnlyList<int> chosen, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(references);
        RougeText[] wanted = [.. references.Select(reference => RougeText.Of(reference)).Where(text => text.Words.Length > 0)];
        if (wanted.Length == 0)
        {
            return;
        }

        int[] worded = SummaryText.Worded(sentences);
        int[] best = BestExtract.Greedy([.. worded.Select(sentence => RougeText.Of(sentences[sentence]))], wanted, chosen.Count);
        _summaries.Add(Join(chosen), references);
        _lead.Add(Join(worded.Take(chosen.Count)), references);
        _best.Add(Join(best.Select(place => worded[place])), references);

        string Join(IEnumerable<int> numbers) => SummaryText.Join(numbers.Select(number => sentences[number]));
    }

    /// <summary>The measures of all rows so far.</summary>
    /// <exception cref="InvalidOperationException">There was no row with a reference.</exception>
    public SummaryComparison Measure() => new(_summaries.Measure(), _lead.Measure(), _best.Measure());
}
