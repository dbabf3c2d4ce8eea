using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The columns that an evaluation reads.</summary>
internal static class EvaluationInput
{
    public static DataViewSchema.Column Find(IDataView data, string role, string name)
        => data.Schema.GetColumnOrNull(Contracts.CheckNonEmpty(name)) ?? throw Contracts.ExceptParam("schema", $"{name} column '{role}' not found");

    /// <summary>Labels as numbers: a key as one less, so that it is an index, and NaN where the label is missing.</summary>
    public static ValueGetter<float> GetLabelGetter(this DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type == NumberDataViewType.Single)
        {
            return row.GetGetter<float>(column);
        }
        return GenericMethod.For<Func<DataViewRow, DataViewSchema.Column, ValueGetter<float>>>(Converting<int>, column.Type.RawType)(row, column);
    }

    private static ValueGetter<float> Converting<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct
    {
        var getter = row.GetGetter<T>(column);
        var key = column.Type as KeyDataViewType;
        T value = default;
        return (ref float label) =>
        {
            getter(ref value);
            label = Convert.ToSingle(value);
            if (key != null)
            {
                label = 0 < label && label <= key.Count ? label - 1 : float.NaN;
            }
        };
    }
}
