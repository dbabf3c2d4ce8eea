using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Rows;

/// <summary>Classes from a label column: those of a key, the two of a Boolean, or those that a text column turns out to have.</summary>
internal abstract class LabelReader(DataViewSchema.Column column, int classCount)
{
    public const int Missing = -1;

    public DataViewSchema.Column Column { get; } = column;

    public int ClassCount { get; } = classCount;

    /// <summary>The class of the cursor's row, from 0, or <see cref="Missing"/>.</summary>
    public abstract Func<int> CreateGetter(DataViewRow row);

    public static LabelReader Create(IDataView data, DataViewSchema.Column column) => column.Type switch
    {
        KeyDataViewType key => new OfKey(column, checked((int)key.Count)),
        BooleanDataViewType => new OfBoolean(column),
        _ => OfText.Read(data, column),
    };

    private sealed class OfKey(DataViewSchema.Column column, int count) : LabelReader(column, count)
    {
        public override Func<int> CreateGetter(DataViewRow row)
        {
            ValueGetter<uint> getKey = row.GetGetter<uint>(Column);
            uint key = 0;
            return () =>
            {
                getKey(ref key);

                // Keys count from 1; 0 is a missing value.
                return (int)key - 1;
            };
        }
    }

    private sealed class OfBoolean(DataViewSchema.Column column) : LabelReader(column, 2)
    {
        public override Func<int> CreateGetter(DataViewRow row)
        {
            ValueGetter<bool> getValue = row.GetGetter<bool>(Column);
            bool value = false;
            return () =>
            {
                getValue(ref value);
                return value ? 1 : 0;
            };
        }
    }

    private sealed class OfText(DataViewSchema.Column column, Dictionary<string, int> classes) : LabelReader(column, classes.Count)
    {
        public static OfText Read(IDataView data, DataViewSchema.Column column)
        {
            var classes = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (ReadOnlyMemory<char> value in new TextRows(data, column))
            {
                if (!value.IsEmpty)
                {
                    classes.TryAdd(value.ToString(), classes.Count);
                }
            }

            return new OfText(column, classes);
        }

        public override Func<int> CreateGetter(DataViewRow row)
        {
            ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(Column);
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = classes.GetAlternateLookup<ReadOnlySpan<char>>();
            ReadOnlyMemory<char> value = default;
            return () =>
            {
                getText(ref value);
                return lookup.TryGetValue(value.Span, out int label) ? label : Missing;
            };
        }
    }
}
