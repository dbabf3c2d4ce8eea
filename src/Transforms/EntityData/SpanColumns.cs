using System.Globalization;
using ContextMemory.MLNet.Columns;
using Microsoft.ML;

namespace ContextMemory.MLNet.EntityData;

/// <summary>The three columns that say where entities are and what they are.</summary>
internal sealed record SpanColumns(DataViewSchema.Column Starts, DataViewSchema.Column Lengths, DataViewSchema.Column Types)
{
    public DataViewSchema.Column[] All => [Starts, Lengths, Types];

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public static SpanColumns Find(DataViewSchema schema, EntityColumns names) => new(
        ColumnRole.EntityPlaces.Find(schema, names.Starts),
        ColumnRole.EntityPlaces.Find(schema, names.Lengths),
        ColumnRole.EntityTypes.Find(schema, names.Types));

    /// <summary>Reads the entities of the cursor's row.</summary>
    /// <exception cref="InvalidOperationException">When it reads: the columns have not as many slots.</exception>
    public Func<EntitySpan[]> CreateReader(DataViewRow row)
    {
        Func<int[]> readStarts = TokenizedTextReader.Numbers(row, Starts);
        Func<int[]> readLengths = TokenizedTextReader.Numbers(row, Lengths);
        Func<string[]> readTypes = TokenizedTextReader.Texts(row, Types);
        return () =>
        {
            int[] starts = readStarts();
            int[] lengths = readLengths();
            string[] types = readTypes();
            Check(row, Lengths, lengths.Length, starts.Length);
            Check(row, Types, types.Length, starts.Length);
            return [.. starts.Select((start, i) => new EntitySpan(start, lengths[i], types[i]))];
        };
    }

    /// <summary>Reads the cursor's row, whose entities must be in its text.</summary>
    /// <exception cref="InvalidOperationException">When it reads: one is not, or overlaps another, or has no type.</exception>
    public Func<(string Text, EntitySpan[] Entities)> CreateReader(DataViewRow row, DataViewSchema.Column textColumn)
    {
        ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(textColumn);
        Func<EntitySpan[]> readSpans = CreateReader(row);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getText(ref value);
            string text = value.ToString();
            EntitySpan[] entities = readSpans();
            return SpanFault.Find(text, entities) is { } fault
                ? throw Fault(row, fault.IsType ? Types : Starts, fault.Found, fault.Expected)
                : (text, entities);
        };
    }

    private void Check(DataViewRow row, DataViewSchema.Column column, int found, int expected)
    {
        if (found != expected)
        {
            throw Fault(row, column, $"it has {found} slots", $"{expected}, as '{Starts.Name}' has");
        }
    }

    public static InvalidOperationException Fault(DataViewRow row, DataViewSchema.Column column, string found, string expected) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"Row {row.Position + 1}, column '{column.Name}': {found}; expected {expected}. 'cmem check' lists all faults of a file."));
}
