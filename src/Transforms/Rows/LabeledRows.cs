using System.Collections;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;

namespace ContextMemory.MLNet.Rows;

/// <summary>The texts of a column with their classes, read anew through a cursor each time they are enumerated.</summary>
internal sealed class LabeledRows(IDataView data, DataViewSchema.Column text, LabelReader labels) : IEnumerable<LabeledText>
{
    public IEnumerator<LabeledText> GetEnumerator()
    {
        using DataViewRowCursor cursor = data.GetRowCursor([text, labels.Column]);
        ValueGetter<ReadOnlyMemory<char>> getText = cursor.GetGetter<ReadOnlyMemory<char>>(text);
        Func<int> getLabel = labels.CreateGetter(cursor);
        ReadOnlyMemory<char> value = default;
        while (cursor.MoveNext())
        {
            getText(ref value);
            yield return new LabeledText(value, getLabel());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
