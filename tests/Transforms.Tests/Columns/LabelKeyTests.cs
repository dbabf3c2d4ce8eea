using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Columns;

/// <summary>Labels of every type that ML.NET makes keys of keep their values.</summary>
public class LabelKeyTests
{
    private readonly MLContext _context = new(1);

    public static TheoryData<string> Labels =>
    [
        nameof(LabelledRow.Text),
        nameof(LabelledRow.Flag),
        nameof(LabelledRow.Number),
        nameof(LabelledRow.Long),
        nameof(LabelledRow.Fraction),
        nameof(LabelledRow.Precise),
        nameof(LabelledRow.Small),
    ];

    [Theory]
    [MemberData(nameof(Labels))]
    public void Labels_of_any_type_come_back_from_a_saved_model(string column)
    {
        LabelledRow[] rows = [.. Enumerable.Range(0, 16).Select(LabelledRow.Make)];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        IDataView keyed = _context.Transforms.Conversion.MapValueToKey("Label", column).Fit(data).Transform(data);
        ContextMemoryMulticlassTransformer model =
            _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier).Fit(keyed);

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(model));

        IDataView scored = loaded.Transform(keyed);
        Assert.Equal(ValuesOf(keyed.Schema["Label"], "KeyValues"), ValuesOf(scored.Schema["PredictedLabel"], "KeyValues"));
        Assert.Equal(ValuesOf(keyed.Schema["Label"], "KeyValues"), ValuesOf(scored.Schema["Score"], "TrainingLabelValues"));
        IDataView named = _context.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel").Fit(scored).Transform(scored);
        Assert.Equal(data.Schema[column].Type, named.Schema["Predicted"].Type);
        HashSet<string> known = [.. Values(data, column)];
        Assert.All(Values(named, "Predicted"), value => Assert.Contains(value, known));
    }

    [Theory]
    [MemberData(nameof(Labels))]
    public void Only_text_labels_name_the_slots_of_the_score(string column)
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 16).Select(LabelledRow.Make));
        IDataView keyed = _context.Transforms.Conversion.MapValueToKey("Label", column).Fit(data).Transform(data);

        DataViewSchema schema = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier)
            .Fit(keyed)
            .GetOutputSchema(keyed.Schema);

        Assert.Equal(column == nameof(LabelledRow.Text), schema["Score"].Annotations.Schema.GetColumnOrNull("SlotNames") is not null);
    }

    [Fact]
    public void A_key_without_values_needs_none()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 16).Select(LabelledRow.Make));
        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { LabelColumnName = nameof(LabelledRow.Bare) })
            .Fit(data);

        var loaded = ModelFiles.Single<ContextMemoryMulticlassTransformer>(ModelFiles.Load(ModelFiles.Save(model)));

        Assert.Empty(loaded.Labels);
        Assert.Equal(4, loaded.ClassCount);
        Assert.Equal("Key<UInt32, 0-3>", $"{loaded.GetOutputSchema(data.Schema)["PredictedLabel"].Type}");
    }

    [Fact]
    public void A_class_that_never_occurs_has_a_small_probability()
    {
        // Rows count keys from 0, so that the first two of four occur.
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => LabelledRow.Make(i % 2)));
        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { LabelColumnName = nameof(LabelledRow.Bare), Training = Learned.Training })
            .Fit(data);

        foreach (float[] score in model.Transform(data).GetColumn<float[]>("Score"))
        {
            Assert.Equal(4, score.Length);
            Assert.Equal(1, score.Sum(), 1e-5);
            Assert.InRange(score[2] + score[3], 0, 0.1);
        }
    }

    private static IEnumerable<string> ValuesOf(DataViewSchema.Column column, string annotation)
    {
        var type = (VectorDataViewType)column.Annotations.Schema[annotation].Type;
        return type.ItemType switch
        {
            TextDataViewType => Annotation<ReadOnlyMemory<char>>(column, annotation),
            BooleanDataViewType => Annotation<bool>(column, annotation),
            var number when number == NumberDataViewType.Int32 => Annotation<int>(column, annotation),
            var number when number == NumberDataViewType.Int64 => Annotation<long>(column, annotation),
            var number when number == NumberDataViewType.Single => Annotation<float>(column, annotation),
            var number when number == NumberDataViewType.Double => Annotation<double>(column, annotation),
            _ => Annotation<sbyte>(column, annotation),
        };
    }

    private static IEnumerable<string> Annotation<T>(DataViewSchema.Column column, string annotation)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return values.DenseValues().Select(value => $"{value:R}");
    }

    private static List<string> Values(IDataView data, string column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[column]]);
        return [.. AnyValue.PrintAll(cursor, [data.Schema[column]]).Select(line => line[(column.Length + 1)..])];
    }

    private sealed class LabelledRow
    {
        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        public int Number { get; set; }

        public long Long { get; set; }

        public float Fraction { get; set; }

        public double Precise { get; set; }

        public sbyte Small { get; set; }

        [KeyType(4)]
        public uint Bare { get; set; }

        public static LabelledRow Make(int id) => new()
        {
            Text = id % 2 == 0 ? "invoice refund" : "parcel, \"late\"",
            Flag = id % 2 == 0,
            Number = id % 2 == 0 ? int.MinValue : 7,
            Long = id % 2 == 0 ? long.MaxValue : -1,
            Fraction = id % 2 == 0 ? 1f / 3 : -1e-30f,
            Precise = id % 2 == 0 ? Math.PI : 1e300,
            Small = (sbyte)(id % 2 == 0 ? -128 : 5),
            Bare = (uint)(id % 2),
        };
    }
}
