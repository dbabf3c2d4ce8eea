using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class Getters
{
    public static ValueGetter<TValue> Cast<TValue>(Delegate getter, DataViewSchema.Column column)
        => getter as ValueGetter<TValue>
            ?? throw Contracts.Except($"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");

    public static void CheckActive(bool isActive, DataViewSchema.Column column)
        => Contracts.Check(isActive, $"Column '{column.Name}' is not active in this row");

    /// <summary>The getter of a column as a delegate of the column's own type.</summary>
    public static Delegate GetGetter(this DataViewRow row, DataViewSchema.Column column)
        => GenericMethod.For<Func<DataViewRow, DataViewSchema.Column, Delegate>>(Typed<int>, column.Type.RawType)(row, column);

    /// <summary>Which columns of the schema the given ones are, as one flag for each.</summary>
    public static bool[] Activate(this DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[schema.Count];
        foreach (var column in Contracts.CheckValue(columns))
        {
            Contracts.Check(column.Index < active.Length, $"The requested column: {column} is not part of the {schema}");
            active[column.Index] = true;
        }
        return active;
    }

    private static Delegate Typed<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
