using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace ContextMemory.MLNet.Hosting;

/// <summary>What an estimator promises of its output before there is any data.</summary>
internal static class SchemaShapes
{
    public static SchemaShape.Column Scalar(string name, DataViewType type, params SchemaShape.Column[] annotations) =>
        Internals.NewColumn(name, VectorKind.Scalar, type, isKey: false, new SchemaShape(annotations));

    public static SchemaShape.Column Vector(string name, DataViewType itemType, params SchemaShape.Column[] annotations) =>
        Internals.NewColumn(name, VectorKind.Vector, itemType, isKey: false, new SchemaShape(annotations));

    /// <summary>A vector whose length differs from row to row.</summary>
    public static SchemaShape.Column VariableVector(string name, DataViewType itemType) =>
        Internals.NewColumn(name, VectorKind.VariableVector, itemType, isKey: false, annotations: null);

    public static SchemaShape.Column Key(string name, params SchemaShape.Column[] annotations) =>
        Internals.NewColumn(name, VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true, new SchemaShape(annotations));

    /// <summary>The input with these columns added, or put in place of those of the same names.</summary>
    public static SchemaShape With(this SchemaShape input, params SchemaShape.Column[] added)
    {
        HashSet<string> names = [.. added.Select(column => column.Name)];
        return new SchemaShape(input.Where(column => !names.Contains(column.Name)).Concat(added));
    }

    public static SchemaShape.Column? Find(this SchemaShape shape, string name)
    {
        foreach (SchemaShape.Column column in shape)
        {
            if (column.Name == name)
            {
                return column;
            }
        }

        return null;
    }

    public static string Describe(this SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : $"{column.ItemType}";
        return column.Kind switch
        {
            VectorKind.Scalar => item,
            VectorKind.Vector => $"Vector<{item}>",
            _ => $"VarVector<{item}>",
        };
    }
}
