using System.Collections;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Tasks.Entities;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.EntityData;

/// <summary>Texts with the entities in them, read anew through a cursor each time they are enumerated. A faulty row is named.</summary>
internal sealed class AnnotatedRows : IEnumerable<AnnotatedText>
{
    private readonly IDataView _data;
    private readonly DataViewSchema.Column _text;
    private readonly DataViewSchema.Column? _tags;
    private readonly SpanColumns? _spans;

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public AnnotatedRows(IDataView data, string inputColumnName, string labelColumnName)
    {
        _data = data;
        _text = ColumnRole.TextOrTokens.Find(data.Schema, inputColumnName);
        if (_text.Type is VectorDataViewType)
        {
            _tags = ColumnRole.Tags.Find(data.Schema, labelColumnName);
        }
        else
        {
            _spans = SpanColumns.Find(data.Schema, new EntityColumns(labelColumnName));
        }
    }

    /// <exception cref="InvalidOperationException">A row's entities or tags are wrong.</exception>
    public IEnumerator<AnnotatedText> GetEnumerator()
    {
        using DataViewRowCursor cursor = _data.GetRowCursor([_text, .. _spans?.All ?? [_tags!.Value]]);
        Func<AnnotatedText> read = _spans is null ? TaggedReader(cursor, _tags!.Value) : SpanReader(cursor, _spans);
        while (cursor.MoveNext())
        {
            yield return read();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Func<AnnotatedText> TaggedReader(DataViewRowCursor cursor, DataViewSchema.Column tagColumn)
    {
        Func<string[]> readTokens = TokenizedTextReader.Texts(cursor, _text);
        Func<string[]> readTags = TokenizedTextReader.Tags(cursor, tagColumn);
        return () =>
        {
            string[] tokens = readTokens();
            string[] tags = readTags();
            return tokens.Length == tags.Length
                ? AnnotatedText.Of(tokens, tags)
                : throw SpanColumns.Fault(
                    cursor, tagColumn, $"it has {tags.Length} tags", $"one for each of the {tokens.Length} tokens of '{_text.Name}'");
        };
    }

    private Func<AnnotatedText> SpanReader(DataViewRowCursor cursor, SpanColumns spans)
    {
        Func<(string Text, EntitySpan[] Entities)> read = spans.CreateReader(cursor, _text);
        return () =>
        {
            (string text, EntitySpan[] entities) = read();
            return AnnotatedText.Of(text, entities);
        };
    }
}
