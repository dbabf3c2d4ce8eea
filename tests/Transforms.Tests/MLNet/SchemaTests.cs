using Microsoft.ML;
using Microsoft.ML.Data;
using Kind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Transforms.Tests.MLNet;

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
    public void ALaterColumnOfTheSameNameHidesTheEarlierOne()
    {
        var schema = Build(("A", TextDataViewType.Instance), ("B", NumberDataViewType.Single), ("A", NumberDataViewType.Int32));

        Assert.Equal(3, schema.Count);
        Assert.Equal([true, false, false], schema.Select(column => column.IsHidden));
        Assert.Equal(2, schema["A"].Index);
        Assert.Equal(NumberDataViewType.Int32, schema["A"].Type);
        Assert.Null(schema.GetColumnOrNull("C"));
        Assert.Throws<ArgumentOutOfRangeException>(() => schema["C"]);
    }

    [Fact]
    public void HiddenColumnsAreNotInTheShape()
    {
        var shape = MLNetInternals.CreateShape(null, Build(("A", TextDataViewType.Instance), ("A", NumberDataViewType.Int32)));

        Assert.Equal(NumberDataViewType.Int32, Assert.Single(shape).ItemType);
    }

    [Fact]
    public void TheShapeOfASchemaTellsKindItemKeyAndAnnotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add<VBuffer<ReadOnlyMemory<char>>>("KeyValues", new VectorDataViewType(TextDataViewType.Instance, 3), (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(3, new ReadOnlyMemory<char>[3]));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Text", TextDataViewType.Instance);
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single, 4));
        builder.AddColumn("Variable", new VectorDataViewType(NumberDataViewType.Single));
        builder.AddColumn("Key", new KeyDataViewType(typeof(uint), 3), annotations.ToAnnotations());

        var shape = MLNetInternals.CreateShape(null, builder.ToSchema());

        Assert.Equal([Kind.Scalar, Kind.Vector, Kind.VariableVector, Kind.Scalar], shape.Select(column => column.Kind));
        Assert.Equal([false, false, false, true], shape.Select(column => column.IsKey));
        Assert.Equal(NumberDataViewType.UInt32, shape[3].ItemType);
        var keyValues = Assert.Single(shape[3].Annotations);
        Assert.Equal(("KeyValues", Kind.Vector, TextDataViewType.Instance), (keyValues.Name, keyValues.Kind, keyValues.ItemType));
    }

    [Fact]
    public void AShapeColumnTakesItemTypesOnly()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MLNetInternals.NewColumn("A", Kind.Scalar, new KeyDataViewType(typeof(uint), 3), true, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => MLNetInternals.NewColumn("A", Kind.Vector, new VectorDataViewType(NumberDataViewType.Single, 3), false, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => MLNetInternals.NewColumn("A", Kind.Scalar, NumberDataViewType.Single, true, null));
        Assert.Empty(MLNetInternals.NewColumn("A", Kind.Scalar, NumberDataViewType.UInt32, true, null).Annotations);
    }

    [Fact]
    public void TypesAreEqualByContentAndNamedInMessages()
    {
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3UL));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 4));
        Assert.NotEqual(new KeyDataViewType(typeof(byte), 3), new KeyDataViewType(typeof(uint), 3));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 6), new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.Equal(6, new VectorDataViewType(NumberDataViewType.Single, 2, 3).Size);
        Assert.False(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
        Assert.Equal(
            ["String", "Single", "Boolean", "Key<UInt32, 0-2>", "Vector<Single, 4>", "Vector<Single>", "Vector<Single, 2, *>", "Vector<Key<UInt32, 0-2>, 4>"],
            new DataViewType[]
            {
                TextDataViewType.Instance, NumberDataViewType.Single, BooleanDataViewType.Instance, new KeyDataViewType(typeof(uint), 3), new VectorDataViewType(NumberDataViewType.Single, 4),
                new VectorDataViewType(NumberDataViewType.Single), new VectorDataViewType(NumberDataViewType.Single, 2, 0), new VectorDataViewType(new KeyDataViewType(typeof(uint), 3), 4),
            }.Select(type => type.ToString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
    }

    [Fact]
    public void AnnotationsAreReadByTheirExactType()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Kind", TextDataViewType.Instance, "a kind".AsMemory());
        builder.Add<uint>("Id", new KeyDataViewType(typeof(uint), int.MaxValue), (ref uint value) => value = 4);
        var annotations = builder.ToAnnotations();
        var copied = new DataViewSchema.Annotations.Builder();
        copied.Add(annotations, name => name == "Id");

        ReadOnlyMemory<char> kind = default;
        annotations.GetValue("Kind", ref kind);
        uint id = 0;
        copied.ToAnnotations().GetValue("Id", ref id);

        Assert.Equal("a kind", kind.ToString());
        Assert.Equal(4u, id);
        Assert.Equal(["Id"], copied.ToAnnotations().Schema.Select(column => column.Name));
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Missing", ref id));
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Kind", ref id));
        Assert.Throws<ArgumentException>(() => builder.Add<int>("Wrong", TextDataViewType.Instance, (ref int _) => { }));
    }
}
