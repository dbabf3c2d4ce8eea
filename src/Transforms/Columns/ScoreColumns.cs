using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Columns;

/// <summary>The annotations by which ML.NET's evaluators and tools know the output of a trained classifier.</summary>
internal static class ScoreColumns
{
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string PredictedLabel = "PredictedLabel";
    public const string PredictedLabels = "PredictedLabels";
    public const string IsNormalized = "IsNormalized";

    private const string SetId = "ScoreColumnSetId";
    private const string ColumnKind = "ScoreColumnKind";
    private const string ValueKind = "ScoreValueKind";

    /// <summary>The number of the next set of score columns: one more than the largest in the input.</summary>
    public static uint NextSetId(DataViewSchema input)
    {
        uint largest = 0;
        foreach (DataViewSchema.Column column in input)
        {
            if (column.Annotations.Schema.GetColumnOrNull(SetId)?.Type is KeyDataViewType type && type.RawType == typeof(uint))
            {
                uint id = 0;
                column.Annotations.GetValue(SetId, ref id);
                largest = Math.Max(largest, id);
            }
        }

        return largest + 1;
    }

    public static void Annotate(DataViewSchema.Annotations.Builder builder, uint setId, string task, string value)
    {
        builder.Add(SetId, new KeyDataViewType(typeof(uint), int.MaxValue), (ref uint target) => target = setId);
        builder.AddPrimitiveValue(ColumnKind, TextDataViewType.Instance, task.AsMemory());
        builder.AddPrimitiveValue(ValueKind, TextDataViewType.Instance, value.AsMemory());
    }

    /// <summary>What <see cref="Annotate"/> adds, as a promise.</summary>
    public static SchemaShape.Column[] Shape() =>
    [
        SchemaShapes.Key(SetId),
        SchemaShapes.Scalar(ColumnKind, TextDataViewType.Instance),
        SchemaShapes.Scalar(ValueKind, TextDataViewType.Instance),
    ];
}
