using System.Collections;
using System.Globalization;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;

namespace ContextMemory.MLNet.Rows;

/// <summary>The texts of a column with their labels, and how much each row counts, read anew through a cursor each time they are enumerated.</summary>
internal sealed class LabeledRows(
    IDataView data, DataViewSchema.Column text, LabelReader labels, DataViewSchema.Column? weight = null) : IEnumerable<LabeledText>
{
    public IEnumerator<LabeledText> GetEnumerator()
    {
        DataViewSchema.Column[] columns = weight is { } weightColumn ? [text, labels.Column, weightColumn] : [text, labels.Column];
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        ValueGetter<ReadOnlyMemory<char>> getText = cursor.GetGetter<ReadOnlyMemory<char>>(text);
        Func<RowLabels> getLabels = labels.CreateGetter(cursor);
        ValueGetter<float>? getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;
        ReadOnlyMemory<char> value = default;
        float rowWeight = 1;
        while (cursor.MoveNext())
        {
            getText(ref value);
            getWeight?.Invoke(ref rowWeight);
            if (!(rowWeight >= 0 && float.IsFinite(rowWeight)))
            {
                throw BadWeight(cursor.Position + 1, rowWeight);
            }

            yield return new LabeledText(value, getLabels(), rowWeight);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private InvalidOperationException BadWeight(long row, float found) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Row {row}: the weight column '{weight?.Name}' is {found}; allowed is a finite number from 0. ") +
        "Give each row a weight, 1 where it counts as usual.");
}
