using Microsoft.ML.Runtime;
using Kind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Data;

/// <summary>The columns that a multiclass model adds, with the annotations by which others recognize them.</summary>
internal static class MulticlassScoreColumns
{
    private static readonly KeyDataViewType SetIdType = new(typeof(uint), int.MaxValue);

    public static SchemaShape.Column[] Shapes(SchemaShape.Column label)
    {
        SchemaShape.Column[] common =
        [
            new(AnnotationKinds.ScoreColumnSetId, Kind.Scalar, NumberDataViewType.UInt32, true),
            new(AnnotationKinds.ScoreColumnKind, Kind.Scalar, TextDataViewType.Instance, false),
            new(AnnotationKinds.ScoreValueKind, Kind.Scalar, TextDataViewType.Instance, false),
        ];
        var ofScore = common.ToList();
        var ofPrediction = common.ToList();
        if (label.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values) && values.Kind == Kind.Vector)
        {
            ofPrediction.Add(values);
            ofScore.Add(new(AnnotationKinds.TrainingLabelValues, Kind.Vector, values.ItemType, false));
            if (values.ItemType is TextDataViewType)
            {
                ofScore.Add(new(AnnotationKinds.SlotNames, Kind.Vector, TextDataViewType.Instance, false));
            }
        }
        return
        [
            new SchemaShape.Column("PredictedLabel", Kind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(ofPrediction)),
            new SchemaShape.Column("Score", Kind.Vector, NumberDataViewType.Single, false, new SchemaShape(ofScore)),
        ];
    }

    public static DataViewSchema.DetachedColumn PredictedLabel(DataViewSchema.Column label, DataViewSchema inputSchema)
    {
        var annotations = Common(inputSchema, "PredictedLabel");
        annotations.Add(label.Annotations, name => name == AnnotationKinds.KeyValues);
        return new("PredictedLabel", new KeyDataViewType(typeof(uint), ((KeyDataViewType)label.Type).Count), annotations.ToAnnotations());
    }

    public static DataViewSchema.DetachedColumn Score(DataViewSchema.Column label, DataViewSchema inputSchema)
    {
        int classCount = checked((int)((KeyDataViewType)label.Type).Count);
        var annotations = Common(inputSchema, "Score");
        if (label.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues) is { Type: VectorDataViewType type } values && type.Size == classCount)
        {
            var getter = GenericMethod.For<Func<DataViewSchema.Annotations, DataViewSchema.Column, Delegate>>(Getter<int>, type.RawType)(label.Annotations, values);
            annotations.Add(AnnotationKinds.TrainingLabelValues, type, getter);
            if (type.ItemType is TextDataViewType)
            {
                annotations.Add(AnnotationKinds.SlotNames, type, getter);
            }
        }
        return new("Score", new VectorDataViewType(NumberDataViewType.Single, classCount), annotations.ToAnnotations());
    }

    private static DataViewSchema.Annotations.Builder Common(DataViewSchema inputSchema, string valueKind)
    {
        uint setId = inputSchema.Select(SetIdOf).DefaultIfEmpty().Max() + 1;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(AnnotationKinds.ScoreColumnSetId, SetIdType, (ref uint value) => value = setId);
        annotations.AddPrimitiveValue(AnnotationKinds.ScoreColumnKind, TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        annotations.AddPrimitiveValue(AnnotationKinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        return annotations;
    }

    private static uint SetIdOf(DataViewSchema.Column column)
    {
        uint id = 0;
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnSetId)?.Type is KeyDataViewType { RawType: var type } && type == typeof(uint))
        {
            column.Annotations.GetValue(AnnotationKinds.ScoreColumnSetId, ref id);
        }
        return id;
    }

    private static Delegate Getter<T>(DataViewSchema.Annotations annotations, DataViewSchema.Column annotation) => annotations.GetGetter<T>(annotation);
}
