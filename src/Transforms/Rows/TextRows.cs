using System.Collections;
using Microsoft.ML;

namespace ContextMemory.MLNet.Rows;

/// <summary>The texts of a column, read anew through a cursor each time they are enumerated.</summary>
internal sealed class TextRows(IDataView data, DataViewSchema.Column text) : IEnumerable<ReadOnlyMemory<char>>
{
    public IEnumerator<ReadOnlyMemory<char>> GetEnumerator()
    {
        using DataViewRowCursor cursor = data.GetRowCursor([text]);
        ValueGetter<ReadOnlyMemory<char>> getText = cursor.GetGetter<ReadOnlyMemory<char>>(text);
        ReadOnlyMemory<char> value = default;
        while (cursor.MoveNext())
        {
            getText(ref value);
            yield return value;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
