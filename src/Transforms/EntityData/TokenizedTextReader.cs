using ContextMemory.MLNet.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.EntityData;

/// <summary>Reads a row's text, or the tokens that it consists of.</summary>
internal static class TokenizedTextReader
{
    public static Func<TokenizedText> Create(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            Func<string[]> tokens = Texts(row, column);
            return () => TokenizedText.Of(tokens());
        }

        ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getText(ref text);
            return TokenizedText.Of(text.ToString());
        };
    }

    /// <summary>Reads a vector of tags.</summary>
    /// <exception cref="InvalidOperationException">When it reads: one is no tag.</exception>
    public static Func<string[]> Tags(DataViewRow row, DataViewSchema.Column column)
    {
        Func<string[]> read = Texts(row, column);
        return () =>
        {
            string[] tags = read();
            return Array.Find(tags, tag => !TagSequence.TryParse(tag, out _, out _)) is { } unknown
                ? throw SpanColumns.Fault(row, column, $"'{unknown}' is no tag", TagSequence.Expected)
                : tags;
        };
    }

    /// <summary>Reads a vector of text.</summary>
    public static Func<string[]> Texts(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getTexts = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return () =>
        {
            getTexts(ref texts);
            return [.. texts.DenseValues().Select(text => text.ToString())];
        };
    }

    /// <summary>Reads a vector of numbers.</summary>
    public static Func<int[]> Numbers(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<int>> getNumbers = row.GetGetter<VBuffer<int>>(column);
        VBuffer<int> numbers = default;
        return () =>
        {
            getNumbers(ref numbers);
            return [.. numbers.DenseValues()];
        };
    }
}
