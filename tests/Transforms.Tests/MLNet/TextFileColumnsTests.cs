using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public sealed class TextFileColumnsTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    private IDataView Load(string content, TextLoader.Options options)
    {
        File.WriteAllText(_path, content);
        return _context.Data.LoadFromTextFile(_path, options);
    }

    private T[] LoadOne<T>(string content, TextLoader.Column column, Action<TextLoader.Options>? change = null)
    {
        var options = new TextLoader.Options { Separators = [','], Columns = [column] };
        change?.Invoke(options);
        return Load(content, options).GetColumn<T>(column.Name).ToArray();
    }

    [Fact]
    public void ShortRowsAreFilledUpWithDefaultValues()
    {
        Assert.Equal([2, 0], LoadOne<int>("1,2\n3", new TextLoader.Column("Number", DataKind.Int32, 1)));
        Assert.Equal(["1", ""], LoadOne<string>("0,1\n3", new TextLoader.Column("Text", DataKind.String, 1)));
        Assert.Equal([[1, 2], [3, 0]], LoadOne<float[]>("1,2\n3", new TextLoader.Column("Vector", DataKind.Single, 0, 1)));
    }

    [Fact]
    public void MissingNumbersAreZeroUnlessTheyAreToBeNaNAndWordsAreNaN()
    {
        var column = new TextLoader.Column("Number", DataKind.Single, 1);

        Assert.Equal([0, float.NaN, float.NaN, float.NaN, 1.5f, -100], LoadOne<float>("0,\n0,?\n0,NaN\n0,x\n0,1.5\n0,-1e2", column));
        Assert.Equal([float.NaN, 1], LoadOne<float>("0,\n0,1", column, options => options.MissingRealsAsNaNs = true));
        Assert.Equal([1.5f], LoadOne<float>("0;1,5", column, options => (options.Separators, options.DecimalMarker) = ([';'], ',')));
    }

    [Fact]
    public void AValueThatIsNoneOfItsTypeIsAnError()
    {
        void IsAnError<T>(string content, DataKind kind)
        {
            var error = Assert.Throws<FormatException>(() => LoadOne<T>(content, new TextLoader.Column("Value", kind, 0)));
            Assert.Equal("Parsing failed with an exception: Could not parse value x in line 2, column Value", error.Message);
        }

        IsAnError<int>("1\nx", DataKind.Int32);
        IsAnError<bool>("1\nx", DataKind.Boolean);
        Assert.Throws<FormatException>(() => LoadOne<byte>("300", new TextLoader.Column("Value", DataKind.Byte, 0)));
    }

    [Fact]
    public void FlagsAreReadFromManyWords()
    {
        bool[] flags = LoadOne<bool>("1,\n1,1\n1,0\n1,TRUE\n1,false\n1,yes\n1,n\n1,+1\n1,-1", new TextLoader.Column("Flag", DataKind.Boolean, 1));

        Assert.Equal([false, true, false, true, false, true, false, true, false], flags);
    }

    [Fact]
    public void DatesAndSpansAreRead()
    {
        Assert.Equal([new DateTime(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc)], LoadOne<DateTime>("2024-02-29T12:00:00Z", new TextLoader.Column("Date", DataKind.DateTime, 0)));
        Assert.Equal([new TimeSpan(1, 2, 3)], LoadOne<TimeSpan>("01:02:03", new TextLoader.Column("Span", DataKind.TimeSpan, 0)));
    }

    [Fact]
    public void KeysCountFromZeroInTheFileAndAreMissingBeyondTheirCount()
    {
        var column = new TextLoader.Column("Key", DataKind.UInt32, [new TextLoader.Range(1)], new KeyCount(3));

        uint[] keys = LoadOne<uint>("0,0\n0,2\n0,3\n0,\n0,?", column);

        Assert.Equal([1u, 3u, 0u, 0u, 0u], keys);
    }

    [Fact]
    public void AVectorMayComeFromSeveralRangesOrAllThatIsLeft()
    {
        var data = Load("1,2,3,4,5\n6,7,8,9,10", new TextLoader.Options
        {
            Separators = [','],
            Columns =
            [
                new("Two", DataKind.Single, [new TextLoader.Range(0), new TextLoader.Range(3, 4)]),
                new("One", DataKind.Single, [new TextLoader.Range(1, 1)]),
                new("ToEnd", DataKind.Single, [new TextLoader.Range(2, null)]),
                new("Variable", DataKind.Single, [new TextLoader.Range { Min = 3, VariableEnd = true }]),
            ],
        });

        Assert.Equal(["Vector<Single, 3>", "Vector<Single, 1>", "Vector<Single, 3>", "Vector<Single>"], data.Schema.Select(column => column.Type.ToString()));
        Assert.Equal([[1, 4, 5], [6, 9, 10]], data.GetColumn<float[]>("Two"));
        Assert.Equal([[2], [7]], data.GetColumn<float[]>("One"));
        Assert.Equal([[3, 4, 5], [8, 9, 10]], data.GetColumn<float[]>("ToEnd"));
        Assert.Equal([[4, 5], [9, 10]], data.GetColumn<float[]>("Variable"));
    }

    [Fact]
    public void AllOtherFieldsAreThoseThatNoColumnNames()
    {
        var data = Load("1,2,3,4\n5,6,7,8", new TextLoader.Options
        {
            Separators = [','],
            Columns = [new("Label", DataKind.Single, 1), new("Rest", DataKind.Single, [new TextLoader.Range { Min = 0, AllOther = true, AutoEnd = true }])],
        });

        Assert.Equal([[1, 3, 4], [5, 7, 8]], data.GetColumn<float[]>("Rest"));
    }

    [Fact]
    public void TheHeaderIsSkippedAndNamesTheSlotsOfVectors()
    {
        var data = Load("id, first ,\"second,2\"\n1,2,3", new TextLoader.Options
        {
            Separators = [','],
            HasHeader = true,
            AllowQuoting = true,
            Columns = [new("Id", DataKind.Int32, 0), new("Values", DataKind.Single, 1, 2)],
        });

        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Values"].GetSlotNames(ref names);
        Assert.Equal(["first", "second,2"], names.DenseValues().Select(name => name.ToString()));
        Assert.Empty(data.Schema["Id"].Annotations.Schema);
        Assert.Equal([1], data.GetColumn<int>("Id"));
    }

    [Fact]
    public void AFileThatIsNotDescribedHasALabelAndFeatures()
    {
        File.WriteAllText(_path, "1\t2\t3\n4\t5\t6");

        var data = _context.Data.LoadFromTextFile(_path);

        Assert.Equal(["Label: Single", "Features: Vector<Single, 2>"], data.Schema.Select(column => $"{column.Name}: {column.Type}"));
        Assert.Equal([[2, 3], [5, 6]], data.GetColumn<float[]>("Features"));
    }

    [Fact]
    public void ColumnsMayBeGivenWithoutOptions()
    {
        File.WriteAllText(_path, "a;b\n\"x;\";y\n");

        var data = _context.Data.LoadFromTextFile(_path, [new("A", DataKind.String, 0), new("B", DataKind.String, 1)], separatorChar: ';', hasHeader: true, allowQuoting: true);

        Assert.Equal(["x;"], data.GetColumn<string>("A"));
        Assert.Equal(["y"], data.GetColumn<string>("B"));
    }

    [Fact]
    public void ColumnsMayBeDescribedByAClass()
    {
        File.WriteAllText(_path, "Yes,0.5,1,2,word,1\n");

        var data = _context.Data.LoadFromTextFile<Described>(_path, separatorChar: ',');

        Assert.Equal(
            ["Text: String", "Flag: Boolean", "Values: Vector<Single, 2>", "Picked: Vector<Int32, 2>", "Group: Key<UInt32, 0-3>"],
            data.Schema.Select(column => $"{column.Name}: {column.Type}").OrderBy(name => "TFVPG".IndexOf(name[0])));
        var row = _context.Data.CreateEnumerable<Described>(data, reuseRowObject: false).Single();
        Assert.Equal("word", row.Word);
        Assert.True(row.Flag);
        Assert.Equal([0.5f, 1], row.Values!);
        Assert.Equal([1, 2], row.Picked!);
        Assert.Equal(2u, row.Group);
    }

    [Fact]
    public void AClassMustSayTheFieldOfEachColumn()
    {
        File.WriteAllText(_path, "1\n");

        var error = Assert.Throws<InvalidOperationException>(() => _context.Data.LoadFromTextFile<Undescribed>(_path, new TextLoader.Options { Separators = [','] }));

        Assert.Contains("'Text' is missing the LoadColumnAttribute attribute", error.Message);
    }

    private sealed class Described
    {
        [LoadColumn(4)]
        [ColumnName("Text")]
        public string? Word { get; set; }

        [LoadColumn(0)]
        public bool Flag { get; set; }

        [LoadColumn(1, 2)]
        public float[]? Values { get; set; }

        [LoadColumn([2, 3])]
        public int[]? Picked { get; set; }

        [LoadColumn(5)]
        [KeyType(4)]
        public uint Group { get; set; }
    }

    private sealed class Undescribed
    {
        public string? Text { get; set; }
    }
}
