using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet;

/// <summary>Reads the sentences of a row's text, where each stands in it, and its title.</summary>
internal sealed class SentenceReader
{
    private readonly Func<(string Text, IReadOnlyList<SentenceSpan> Spans)> _read;
    private readonly Func<string> _readTitle;

    /// <param name="row">The row or cursor.</param>
    /// <param name="input">A column of text, or of vectors of sentences.</param>
    /// <param name="title">The title's column, or null where there is none.</param>
    public SentenceReader(DataViewRow row, DataViewSchema.Column input, DataViewSchema.Column? title)
    {
        _read = input.Type is TextDataViewType ? ReadText(row, input) : ReadSentences(row, input);
        _readTitle = title is { } column ? TextOf(row, column) : () => "";
    }

    public SentenceText Read()
    {
        (string text, IReadOnlyList<SentenceSpan> spans) = _read();
        return new SentenceText(text, spans, _readTitle());
    }

    /// <summary>The texts of a column that holds one a row, or a vector of them.</summary>
    public static Func<string[]> TextsOf(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            Func<string> read = TextOf(row, column);
            return () => [read()];
        }

        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getTexts(ref texts);
            return [.. texts.DenseValues().Select(text => text.ToString())];
        };
    }

    private static Func<string> TextOf(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getText(ref text);
            return text.ToString();
        };
    }

    private static Func<(string Text, IReadOnlyList<SentenceSpan> Spans)> ReadText(DataViewRow row, DataViewSchema.Column column)
    {
        Func<string> read = TextOf(row, column);
        return () =>
        {
            string text = read();
            return (text, SentenceSplitter.Split(text));
        };
    }

    private static Func<(string Text, IReadOnlyList<SentenceSpan> Spans)> ReadSentences(DataViewRow row, DataViewSchema.Column column)
    {
        Func<string[]> read = TextsOf(row, column);
        return () =>
        {
            string[] sentences = read();
            var spans = new SentenceSpan[sentences.Length];
            int start = 0;
            for (int i = 0; i < sentences.Length; i++)
            {
                spans[i] = new SentenceSpan(start, sentences[i].Length);
                start += sentences[i].Length + 1;
            }

            return (string.Join(' ', sentences), spans);
        };
    }
}
