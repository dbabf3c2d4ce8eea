using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A run of fields of a line; without an end it goes on to the end of each line.</summary>
internal readonly record struct FieldRun(int Start, int? End);

/// <summary>A column of a text file: its type and the fields that it is made of.</summary>
internal sealed class TextColumn
{
    private TextColumn(string name, DataViewType type, FieldRun[] runs)
    {
        Name = name;
        Type = type;
        Runs = runs;
    }

    public string Name { get; }

    public DataViewType Type { get; }

    public FieldRun[] Runs { get; }

    public static TextColumn[] Bind(TextLoader.Column[] columns, Func<int> fieldCount)
    {
        int others = columns.Sum(column => column.Source?.Count(range => range.AllOther) ?? 0);
        Contracts.CheckParam(others <= 1, nameof(TextLoader.Range.AllOther), "At most one all other range can be specified");
        var named = columns.SelectMany(column => column.Source ?? []).Where(range => !range.AllOther).Select(range => RunOf(range, fieldCount)).ToArray();
        return Array.ConvertAll(columns, column => Bind(column, named, fieldCount));
    }

    public DataViewSchema.DetachedColumn ToColumn(TextFields header)
    {
        if (header == null || Type is not VectorDataViewType { IsKnownSize: true })
        {
            return new(Name, Type);
        }
        var names = Runs.SelectMany(run => Enumerable.Range(run.Start, run.End.Value - run.Start)).Select(index => header[index].Trim()).ToArray();
        var annotations = new DataViewSchema.Annotations.Builder();
        if (names.Any(name => !name.IsEmpty))
        {
            var vector = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
            annotations.Add(AnnotationKinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, names.Length), (ref VBuffer<ReadOnlyMemory<char>> value) => vector.CopyTo(ref value));
        }
        return new(Name, Type, annotations.ToAnnotations());
    }

    private static TextColumn Bind(TextLoader.Column column, FieldRun[] named, Func<int> fieldCount)
    {
        Contracts.CheckParam(!string.IsNullOrWhiteSpace(column.Name), nameof(column.Name), "Name cannot be null or white space");
        Contracts.CheckParam(column.Source?.Length > 0, nameof(column.Source), "Must specify some source column indices");
        var runs = column.Source.SelectMany(range => range.AllOther ? Others(range, named, fieldCount) : [RunOf(range, fieldCount)]).ToArray();
        var ordered = runs.OrderBy(run => run.Start).ToArray();
        Contracts.CheckParam(
            ordered.Zip(ordered.Skip(1)).All(pair => pair.First.End <= pair.Second.Start),
            nameof(column.Source),
            $"Intervals specified for column '{column.Name}' overlap");

        var plain = DataViewTypes.FromKind(column.DataKind);
        var item = column.KeyCount == null ? plain : new KeyDataViewType(plain.RawType, column.KeyCount.Count ?? KeyDataViewType.MaxValue(plain.RawType));
        bool isVariable = runs.Any(run => run.End == null);
        int size = isVariable ? 0 : runs.Sum(run => run.End.Value - run.Start);
        var first = column.Source[0];
        bool isVector = isVariable || size > 1 || first.ForceVector || first.AutoEnd || first.AllOther;
        return new TextColumn(column.Name.Trim(), isVector ? new VectorDataViewType(item, size) : item, runs);
    }

    private static FieldRun RunOf(TextLoader.Range range, Func<int> fieldCount)
    {
        Contracts.CheckParam(range.Min >= 0, nameof(range.Min));
        if (range.Max is { } max)
        {
            Contracts.CheckParam(range.Min <= max, nameof(range.Max));
            return new FieldRun(range.Min, max + 1);
        }
        if (range.AutoEnd)
        {
            Contracts.CheckParam(range.Min < fieldCount(), nameof(range.Min), $"Column #{range.Min} not found in the dataset (it only has {fieldCount()} columns)");
            return new FieldRun(range.Min, fieldCount());
        }
        return new FieldRun(range.Min, range.VariableEnd ? null : range.Min + 1);
    }

    private static IEnumerable<FieldRun> Others(TextLoader.Range range, FieldRun[] named, Func<int> fieldCount)
    {
        var all = RunOf(range, fieldCount);
        int start = all.Start;
        foreach (var run in named.OrderBy(run => run.Start))
        {
            if (start < run.Start)
            {
                yield return new FieldRun(start, run.Start);
            }
            start = Math.Max(start, run.End ?? int.MaxValue);
        }
        if (all.End == null || start < all.End)
        {
            yield return new FieldRun(start, all.End);
        }
    }
}
