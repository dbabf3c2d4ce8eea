using System.Globalization;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text.Normalization;
using ContextMemory.MLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Rows;

/// <summary>Classes from a label column: those of a key, the two of a Boolean, or those that a column of texts turns out to have.</summary>
internal abstract class LabelReader(DataViewSchema.Column column, int classCount)
{
    public DataViewSchema.Column Column { get; } = column;

    public int ClassCount { get; } = classCount;

    /// <summary>The labels of the cursor's row; a class is counted from 0.</summary>
    public abstract Func<RowLabels> CreateGetter(DataViewRow row);

    /// <summary>Reads the same classes from other data.</summary>
    /// <param name="column">Its label column.</param>
    /// <exception cref="ArgumentException">It is of another type, or its keys stand for other values.</exception>
    public abstract LabelReader For(DataViewSchema.Column column);

    /// <summary>The classes as a person knows them, in the order of their numbers; empty where the column does not say.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>A class as a person knows it.</summary>
    public string NameOf(int label) => Names.ElementAtOrDefault(label) ?? string.Create(CultureInfo.InvariantCulture, $"key {label + 1}");

    /// <exception cref="InvalidOperationException">The label has more classes than can be told apart.</exception>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public static LabelReader Create(IDataView data, DataViewSchema.Column column, TrainingOptions training) => column.Type switch
    {
        KeyDataViewType { Count: > ClassificationModel.MostClasses } key => throw TooMany(column, key.Count),
        KeyDataViewType key => new OfKey(column, (int)key.Count),
        BooleanDataViewType => new OfBoolean(column),
        _ => new OfText(column, TextClasses(column, new TextRows(data, column), training)),
    };

    /// <summary>The classes of texts, numbered as they occur; an empty text stands for none, equivalent texts for one.</summary>
    /// <exception cref="InvalidOperationException">There are more than can be told apart.</exception>
    protected static Dictionary<string, int> TextClasses(
        DataViewSchema.Column column, IEnumerable<ReadOnlyMemory<char>> values, TrainingOptions training)
    {
        var classes = new Dictionary<string, int>(CanonicalComparer.Instance);
        foreach (ReadOnlyMemory<char> value in new StageWatch(TrainingStage.ReadingLabels, training).Over(values))
        {
            if (!value.IsEmpty)
            {
                classes.TryAdd(value.ToString(), classes.Count);
            }
        }

        return classes.Count > ClassificationModel.MostClasses ? throw TooMany(column, (ulong)classes.Count) : classes;
    }

    protected static IReadOnlyList<string> InOrder(Dictionary<string, int> classes) =>
        [.. classes.OrderBy(pair => pair.Value).Select(pair => pair.Key)];

    protected ArgumentException OtherType(DataViewSchema.Column column) => new(
        $"The label column '{column.Name}' is of the type {column.Type} in the validation data and {Column.Type} in the training data. " +
        "Make it the same in both.");

    private static InvalidOperationException TooMany(DataViewSchema.Column column, ulong count) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The label column '{column.Name}' has {count} classes; at most {ClassificationModel.MostClasses} can be told apart. ") +
        "Make its keys with Conversion.MapValueToKey from the labels themselves, not from hashes or identifiers.");

    private sealed class OfKey(DataViewSchema.Column column, int count) : LabelReader(column, count)
    {
        public override LabelReader For(DataViewSchema.Column column)
        {
            if (column.Type is not KeyDataViewType key)
            {
                throw OtherType(column);
            }

            // ML.NET itself compares keys by number alone: the measured accuracy would be silently wrong.
            return key.Count == (ulong)ClassCount && LabelValues.Of(column).Names.SequenceEqual(Names, CanonicalComparer.Instance)
                ? new OfKey(column, ClassCount)
                : throw new ArgumentException(
                    $"The keys of the label column '{column.Name}' stand for other values in the validation data than in the training data. " +
                    "Map both with the same fitted Conversion.MapValueToKey.");
        }

        public override IReadOnlyList<string> Names { get; } = LabelValues.Of(column).Names;

        public override Func<RowLabels> CreateGetter(DataViewRow row)
        {
            ValueGetter<uint> getKey = row.GetGetter<uint>(Column);
            uint key = 0;
            return () =>
            {
                getKey(ref key);

                // Keys count from 1; 0 is a missing value.
                return key == 0 ? RowLabels.Unknown : (int)key - 1;
            };
        }
    }

    private sealed class OfBoolean(DataViewSchema.Column column) : LabelReader(column, 2)
    {
        public override LabelReader For(DataViewSchema.Column column) =>
            column.Type is BooleanDataViewType ? new OfBoolean(column) : throw OtherType(column);

        public override IReadOnlyList<string> Names { get; } = [bool.FalseString, bool.TrueString];

        public override Func<RowLabels> CreateGetter(DataViewRow row)
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
        // Texts that the training data does not have are no class.
        public override LabelReader For(DataViewSchema.Column column) =>
            column.Type is TextDataViewType ? new OfText(column, classes) : throw OtherType(column);

        public override IReadOnlyList<string> Names { get; } = InOrder(classes);

        public override Func<RowLabels> CreateGetter(DataViewRow row)
        {
            ValueGetter<ReadOnlyMemory<char>> getText = row.GetGetter<ReadOnlyMemory<char>>(Column);
            Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = classes.GetAlternateLookup<ReadOnlySpan<char>>();
            ReadOnlyMemory<char> value = default;
            return () =>
            {
                getText(ref value);
                return lookup.TryGetValue(value.Span, out int label) ? label : RowLabels.Unknown;
            };
        }
    }
}
