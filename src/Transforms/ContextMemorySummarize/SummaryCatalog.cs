using ContextMemory.MLNet;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Tasks.Summarization;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Measures summaries: <c>mlContext.ContextMemory().EvaluateSummaries(...)</c>.</summary>
public static class SummaryCatalog
{
    /// <summary>
    /// Measures summaries against their references over all rows, by ROUGE-1, ROUGE-2 and ROUGE-L with 95% bootstrap intervals, beside the
    /// first sentences of each text and the best ones. Rows without a reference that has words do not count.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">Data that a fitted summarizer has transformed, with a column of references.</param>
    /// <param name="referenceColumnName">The references: text, or a vector of texts of which for each measure the best counts.</param>
    /// <param name="summaryColumnName">The summarizer's output column.</param>
    /// <param name="inputColumnName">The column that the summarizer read.</param>
    /// <param name="markup">What the summarizer strips off the column (<see cref="ContextMemorySummarizeOptions.Markup"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There is no row with a reference.</exception>
    public static SummaryComparison EvaluateSummaries(
        this ContextMemoryCatalog catalog,
        IDataView data,
        string referenceColumnName = "Reference",
        string summaryColumnName = "Summary",
        string inputColumnName = "Text",
        TextMarkup markup = TextMarkup.None)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        DataViewSchema.Column input = ColumnRole.TextOrSentences.Find(data.Schema, inputColumnName);
        DataViewSchema.Column references = ColumnRole.References.Find(data.Schema, referenceColumnName);
        DataViewSchema.Column chosen = ColumnRole.ChosenSentences.Find(data.Schema, new SummaryColumns(summaryColumnName).Sentences);
        using DataViewRowCursor cursor = data.GetRowCursor([input, references, chosen]);
        var reader = new SentenceReader(cursor, input, title: null, markup);
        Func<string[]> readReferences = SentenceReader.TextsOf(cursor, references);
        ValueGetter<VBuffer<int>> getChosen = cursor.GetGetter<VBuffer<int>>(chosen);
        VBuffer<int> sentences = default;
        var evaluator = new SummaryEvaluator();
        while (cursor.MoveNext())
        {
            getChosen(ref sentences);
            evaluator.Add(reader.Read().Sentences, [.. sentences.DenseValues()], readReferences());
        }

        return evaluator.Measure();
    }
}
