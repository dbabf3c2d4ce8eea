using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Tasks.Summarization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet;

/// <summary>Reads the sentences of a row's text, where each stands in it, and its title.</summary>
internal sealed class SentenceReader
{
    private readonly Func<string, SentenceText> _read;
    private readonly Func<string> _readTitle;

    /// <param name="row">The row or cursor.</param>
    /// <param name="input">A column of text, or of vectors of sentences.</param>
    /// <param name="title">The title's column, or null where there is none.</param>
    /// <param name="markup">What is stripped off the text.</param>
    public SentenceReader(DataViewRow row, DataViewSchema.Column input, DataViewSchema.Column? title, TextMarkup markup)
    {
        _read = input.Type is TextDataViewType ? ReadText(row, input, markup) : ReadSentences(row, input, markup);
        _readTitle = title is { } column ? TextOf(row, column) : () => "";
    }

    public SentenceText Read() => _read(_readTitle());

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

    private static Func<string, SentenceText> ReadText(DataViewRow row, DataViewSchema.Column column, TextMarkup markup)
    {
        Func<string> read = TextOf(row, column);
        return title => SentenceText.Cut(read(), markup, title);
    }

    private static Func<string, SentenceText> ReadSentences(DataViewRow row, DataViewSchema.Column column, TextMarkup markup)
    {
        Func<string[]> read = TextsOf(row, column);
        return title => SentenceText.Of(read(), markup, title);
    }
}
