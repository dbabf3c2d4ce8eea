using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;
using Kind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Transforms.Tests.MLNet;

/// <summary>What schema promises rely on: the shape that ML.NET makes of a schema.</summary>
public class SchemaTests
{
    private static DataViewSchema Build(params (string Name, DataViewType Type)[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var (name, type) in columns)
        {
            builder.AddColumn(name, type);
        }
        return builder.ToSchema();
    }

    [Fact]
    public void Hidden_columns_are_not_in_the_shape()
    {
        var shape = SchemaText.ShapeOf(Build(("A", TextDataViewType.Instance), ("A", NumberDataViewType.Int32)));

        Assert.Equal(NumberDataViewType.Int32, Assert.Single(shape).ItemType);
    }

    [Fact]
    public void The_shape_of_a_schema_has_kind_item_key_and_annotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add<VBuffer<ReadOnlyMemory<char>>>("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 3), (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(3, new ReadOnlyMemory<char>[3]));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Text", TextDataViewType.Instance);
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single, 4));
        builder.AddColumn("Variable", new VectorDataViewType(NumberDataViewType.Single));
        builder.AddColumn("Key", new KeyDataViewType(typeof(uint), 3), annotations.ToAnnotations());

        var shape = SchemaText.ShapeOf(builder.ToSchema());

        Assert.Equal([Kind.Scalar, Kind.Vector, Kind.VariableVector, Kind.Scalar], shape.Select(column => column.Kind));
        Assert.Equal([false, false, false, true], shape.Select(column => column.IsKey));
        Assert.Equal(NumberDataViewType.UInt32, shape[3].ItemType);
        var keyValues = Assert.Single(shape[3].Annotations);
        Assert.Equal(("KeyValues", Kind.Vector, TextDataViewType.Instance), (keyValues.Name, keyValues.Kind, keyValues.ItemType));
    }

    [Fact]
    public void A_shape_column_takes_item_types_only()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Internals.NewColumn("A", Kind.Scalar, new KeyDataViewType(typeof(uint), 3), true, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => Internals.NewColumn("A", Kind.Vector, new VectorDataViewType(NumberDataViewType.Single, 3), false, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => Internals.NewColumn("A", Kind.Scalar, NumberDataViewType.Single, true, null));
        Assert.Empty(Internals.NewColumn("A", Kind.Scalar, NumberDataViewType.UInt32, true, null).Annotations);
    }
}
