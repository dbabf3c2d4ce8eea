using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class TypedRowsTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void FieldsAndPropertiesBecomeColumnsByTheirAttributes()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Row() });

        Assert.Equal(["Weight", "Words", "Tag", "Renamed", "Flag", "When", "Vector"], data.Schema.Select(column => column.Name));
        Assert.Equal(
            new DataViewType[]
            {
                NumberDataViewType.Single, new VectorDataViewType(TextDataViewType.Instance), new KeyDataViewType(typeof(uint), 5), TextDataViewType.Instance,
                BooleanDataViewType.Instance, DateTimeDataViewType.Instance, new VectorDataViewType(NumberDataViewType.Double, 2),
            },
            data.Schema.Select(column => column.Type));
    }

    [Fact]
    public void ValuesComeBackAsTheyWentIn()
    {
        var row = new Row
        {
            Weight = 1.5f,
            Words = ["a", "b"],
            Text = "hello",
            Flag = true,
            When = new DateTime(2020, 2, 3),
            Vector = [1, 2],
        };

        var back = _context.Data.CreateEnumerable<Row>(_context.Data.LoadFromEnumerable(new[] { row }), reuseRowObject: false).Single();

        Assert.Equal(row.Words, back.Words);
        Assert.Equal(row.Vector, back.Vector);
        Assert.Equal((1.5f, "hello", true, new DateTime(2020, 2, 3)), (back.Weight, back.Text, back.Flag, back.When));
        Assert.Equal("not a column", back.Ignored);
    }

    [Fact]
    public void NullTextIsEmptyText()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Row { Text = null, Words = null } });

        var back = _context.Data.CreateEnumerable<Row>(data, reuseRowObject: false).Single();

        Assert.Equal("", back.Text);
        Assert.Equal([], back.Words!);
    }

    [Fact]
    public void AKeyMemberCountsFromZeroAndItsColumnFromOne()
    {
        var data = _context.Data.LoadFromEnumerable(new uint[] { 0, 4, 5 }.Select(tag => new Row { Tag = tag }));

        Assert.Equal([1u, 5u, 0u], data.GetColumn<uint>("Tag"));
    }

    [Fact]
    public void ReusedRowObjectsAreTheSameObject()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Row(), new Row() });

        Assert.Single(_context.Data.CreateEnumerable<Row>(data, reuseRowObject: true).ToArray().Distinct());
        Assert.Equal(2, _context.Data.CreateEnumerable<Row>(data, reuseRowObject: false).ToArray().Distinct().Count());
    }

    [Fact]
    public void AMissingColumnIsAnErrorUnlessItIsToBeIgnored()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new TextRow { Text = "x" } });

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.CreateEnumerable<TextAndNumber>(data, reuseRowObject: false));
        Assert.Contains("Could not find  column 'Number'", error.Message);
        Assert.Equal("x", _context.Data.CreateEnumerable<TextAndNumber>(data, reuseRowObject: false, ignoreMissingColumns: true).Single().Text);
    }

    [Fact]
    public void AColumnOfAnotherTypeIsAnErrorThatNamesBothTypes()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new TextRow { Text = "x" } });

        var error = Assert.Throws<InvalidOperationException>(() => _context.Data.CreateEnumerable<NumberNamedText>(data, reuseRowObject: false));
        Assert.Contains("Can't bind the IDataView column 'Text' of type 'String' to field or property 'Text' of type 'System.Single'", error.Message);
    }

    [Fact]
    public void ADefinitionRenamesAndRetypesAndAnnotates()
    {
        var definition = SchemaDefinition.Create(typeof(Counted));
        definition["Label"].ColumnType = new KeyDataViewType(typeof(uint), 2);
        definition["Label"].AddAnnotation("KeyValues", new VBuffer<ReadOnlyMemory<char>>(2, ["no".AsMemory(), "yes".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 2));
        definition["Label"].ColumnName = "Answer";
        var data = _context.Data.LoadFromEnumerable(new[] { new Counted { Label = 1 } }, definition);

        var column = data.Schema["Answer"];
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);

        Assert.Equal(new KeyDataViewType(typeof(uint), 2), column.Type);
        Assert.True(column.HasKeyValues());
        Assert.Equal(["no", "yes"], values.DenseValues().Select(value => value.ToString()));
        Assert.Equal([2u], data.GetColumn<uint>("Answer"));
    }

    [Fact]
    public void AGivenSchemaSetsTheTypesOfTheMembers()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 9));
        var data = _context.Data.LoadFromEnumerable(new[] { new Counted { Label = 2 } }, builder.ToSchema());

        Assert.Equal(new KeyDataViewType(typeof(uint), 9), data.Schema["Label"].Type);
    }

    [Fact]
    public void AMemberThatNoColumnCanHoldIsAnErrorThatNamesIt()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => _context.Data.LoadFromEnumerable(new[] { new Unmappable() }));
        Assert.Contains("Could not determine an IDataView type and registered custom types for member Uri", error.Message);
    }

    [Fact]
    public void ANullRowIsAnErrorWhenItIsReached()
    {
        var data = _context.Data.LoadFromEnumerable(new TextRow?[] { new() { Text = "a" }, null }!);
        using var rows = _context.Data.CreateEnumerable<TextRow>(data, reuseRowObject: false).GetEnumerator();

        Assert.True(rows.MoveNext());
        Assert.Throws<InvalidOperationException>(() => rows.MoveNext());
    }

    private sealed class Row
    {
        public float Weight;
        public string[]? Words;

        [KeyType(5)]
        public uint Tag { get; set; }

        [ColumnName("Renamed")]
        public string? Text { get; set; }

        public bool Flag { get; set; }

        public DateTime When { get; set; }

        [VectorType(2)]
        public double[] Vector { get; set; } = [0, 0];

        [NoColumn]
        public string Ignored { get; set; } = "not a column";
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class TextAndNumber
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }
    }

    private sealed class NumberNamedText
    {
        public float Text { get; set; }
    }

    private sealed class Counted
    {
        public uint Label { get; set; }
    }

    private sealed class Unmappable
    {
        public Uri Uri { get; set; } = new("http://localhost");
    }
}
