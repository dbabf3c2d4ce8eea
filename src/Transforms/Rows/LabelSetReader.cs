using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Rows;

/// <summary>The sets of labels of a column that is a vector of text; an empty text stands for no label.</summary>
internal sealed class LabelSetReader : LabelReader
{
    private readonly Dictionary<string, int> _classes;
    private readonly LabelSets _sets;

    private LabelSetReader(DataViewSchema.Column column, Dictionary<string, int> classes, LabelSets sets)
        : base(column, classes.Count)
    {
        _classes = classes;
        _sets = sets;
        Names = InOrder(classes);
    }

    public override IReadOnlyList<string> Names { get; }

    /// <exception cref="InvalidOperationException">No row has a label, or there are more labels than can be told apart.</exception>
    public static LabelSetReader Read(IDataView data, DataViewSchema.Column column, TrainingOptions training)
    {
        Dictionary<string, int> classes = TextClasses(column, Labels(data, column), training);
        return classes.Count > 0
            ? new LabelSetReader(column, classes, new LabelSets())
            : throw new InvalidOperationException(
                $"No row has a label in the label column '{column.Name}': there is nothing to learn. Pass rows with labels.");
    }

    /// <summary>Reads the same labels from other data; there, labels that this reader does not know are not seen.</summary>
    public override LabelSetReader For(DataViewSchema.Column column) => new(column, _classes, _sets);

    public override Func<RowLabels> CreateGetter(DataViewRow row)
    {
        Func<string[]> read = TokenizedTextReader.Texts(row, Column);
        var labels = new List<int>();
        return () =>
        {
            labels.Clear();
            foreach (string name in read())
            {
                if (_classes.TryGetValue(name, out int label))
                {
                    labels.Add(label);
                }
            }

            return _sets.Of(labels);
        };
    }

    private static IEnumerable<ReadOnlyMemory<char>> Labels(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<string[]> read = TokenizedTextReader.Texts(cursor, column);
        while (cursor.MoveNext())
        {
            foreach (string label in read())
            {
                yield return label.AsMemory();
            }
        }
    }
}
