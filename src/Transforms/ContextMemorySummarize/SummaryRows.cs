using System.Collections;
using System.Globalization;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Tasks.Summarization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet;

/// <summary>Documents with their references or labels, read anew through a cursor each time they are enumerated.</summary>
internal sealed class SummaryRows : IEnumerable<SummaryDocument>
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column _input;
    private readonly DataViewSchema.Column? _title;
    private readonly DataViewSchema.Column? _references;
    private readonly DataViewSchema.Column? _labels;
    private readonly TextMarkup _markup;

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SummaryRows(IDataView data, ContextMemorySummarizeOptions options)
    {
        _data = data;
        _markup = options.Markup;
        _input = ColumnRole.TextOrSentences.Find(data.Schema, options.InputColumnName);
        _title = options.TitleColumnName is { } title ? ColumnRole.Text.Find(data.Schema, title) : null;
        _labels = options.LabelColumnName is { } label ? ColumnRole.SentenceLabels.Find(data.Schema, label) : null;
        _references = _labels is null ? ColumnRole.References.Find(data.Schema, options.ReferenceColumnName) : null;
    }

    /// <exception cref="InvalidOperationException">A row has not as many labels as sentences.</exception>
    public IEnumerator<SummaryDocument> GetEnumerator()
    {
        DataViewSchema.Column?[] columns = [_input, _title, _references, _labels];
        using DataViewRowCursor cursor = _data.GetRowCursor([.. columns.OfType<DataViewSchema.Column>()]);
        var sentences = new SentenceReader(cursor, _input, _title, _markup);
        Func<string[]> readReferences = _references is { } references ? SentenceReader.TextsOf(cursor, references) : () => [];
        Func<float[]> readLabels = _labels is { } labels ? LabelsOf(cursor, labels) : () => [];
        while (cursor.MoveNext())
        {
            SentenceText text = sentences.Read();
            float[] labelled = readLabels();
            if (_labels is { } column && labelled.Length != text.Spans.Count)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Row {cursor.Position + 1}, column '{column.Name}': it has {labelled.Length} slots; expected {text.Spans.Count}, " +
                    $"one for each sentence of '{_input.Name}'. Give the sentences as a vector of String if they are cut otherwise."));
            }

            int[] worded = SummaryText.Worded(text.Sentences);
            yield return new SummaryDocument
            {
                Sentences = [.. new SentencePart(text.Sentences, worded)],
                Title = text.Title,
                References = readReferences(),
                Labels = [.. labelled.Length == 0 ? [] : worded.Select(sentence => labelled[sentence])],
            };
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Func<float[]> LabelsOf(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<float>> getLabels = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> labels = default;
        return () =>
        {
            getLabels(ref labels);
            return [.. labels.DenseValues()];
        };
    }
}
