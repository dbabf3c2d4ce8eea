using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class TextFileSaveTests
{
    private readonly MLContext _context = new(1);

    private static readonly Row[] Rows =
    [
        new() { Text = "plain", Number = 0.1f, Precise = 0.1, Flag = true, Key = 0, Vector = [1, 2], Count = 3 },
        new() { Text = "a,\"b\": c", Number = float.NaN, Precise = -1e100, Flag = false, Key = 2, Vector = [0, 0], Count = 0 },
        new() { Text = " in front", Number = 1e10f, Precise = 0, Flag = true, Key = 7, Vector = [0, float.NaN], Count = -4 },
        new() { Text = "", Number = 0, Precise = 0, Flag = false, Key = 1, Vector = [0, 0], Count = 0 },
    ];

    private string[] Save(IDataView data, char separatorChar = '\t', bool headerRow = true, bool schema = true, bool keepHidden = false, bool forceDense = false)
    {
        using var stream = new MemoryStream();
        _context.Data.SaveAsText(data, stream, separatorChar, headerRow, schema, keepHidden, forceDense);
        return Encoding.UTF8.GetString(stream.ToArray()).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void ASavedFileBeginsWithTheWayToLoadItAndTheNamesOfItsColumns()
    {
        string[] lines = Save(_context.Data.LoadFromEnumerable(Rows));

        Assert.Equal(
            [
                "#@ TextLoader{",
                "#@   header+",
                "#@   sep=tab",
                "#@   col=Text:TX:0",
                "#@   col=Number:R4:1",
                "#@   col=Precise:R8:2",
                "#@   col=Flag:BL:3",
                "#@   col=Key:U4[5]:4",
                "#@   col=Vector:R4:5-6",
                "#@   col=Count:I4:7",
                "#@ }",
                "Text\tNumber\tPrecise\tFlag\tKey\t\"\"\t\"\"\tCount",
            ],
            lines.Take(12));
    }

    [Fact]
    public void ValuesAreWrittenSoThatTheyCanBeReadBack()
    {
        string[] lines = Save(_context.Data.LoadFromEnumerable(Rows), separatorChar: ',', headerRow: false, schema: false, forceDense: true);

        Assert.Equal(
            [
                "plain,0.1,0.10000000000000001,1,0,1,2,3",
                "\"a,\"\"b\"\": c\",?,-1E+100,0,2,0,0,0",
                "\" in front\",1E+10,0,1,,0,?,-4",
                "\"\",0,0,0,1,0,0,0",
            ],
            lines);
    }

    [Fact]
    public void SavedRowsAreLoadedAsTheyWere()
    {
        var data = _context.Data.LoadFromEnumerable(Rows);
        string path = Path.GetTempFileName();
        try
        {
            using (var stream = File.Create(path))
            {
                _context.Data.SaveAsText(data, stream, ',', forceDense: true);
                Assert.True(stream.CanWrite);
            }

            var loaded = _context.Data.LoadFromTextFile<Row>(path, separatorChar: ',', hasHeader: true, allowQuoting: true);

            Assert.Equal(data.GetColumn<string>("Text"), loaded.GetColumn<string>("Text"));
            Assert.Equal(data.GetColumn<float>("Number"), loaded.GetColumn<float>("Number"));
            Assert.Equal(data.GetColumn<double>("Precise"), loaded.GetColumn<double>("Precise"));
            Assert.Equal(data.GetColumn<bool>("Flag"), loaded.GetColumn<bool>("Flag"));
            Assert.Equal(data.GetColumn<uint>("Key"), loaded.GetColumn<uint>("Key"));
            Assert.Equal(data.GetColumn<float[]>("Vector"), loaded.GetColumn<float[]>("Vector"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void MostlyEmptyVectorsAreWrittenSparselyUnlessThatIsForbidden()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Wide { Id = 1, Vector = [0, 0, 5, 0, 0, 0, 0, 0] }, new Wide { Id = 2, Vector = [1, 1, 1, 1, 1, 1, 1, 1] }, new Wide { Id = 3, Vector = new float[8] } });

        Assert.Equal(["1\t8\t2:5", "2\t1\t1\t1\t1\t1\t1\t1\t1", "3\t8\t0:0"], Save(data, headerRow: false, schema: false));
        Assert.Equal("1\t0\t0\t5\t0\t0\t0\t0\t0", Save(data, headerRow: false, schema: false, forceDense: true)[0]);
    }

    [Fact]
    public void SlotNamesAreTheHeaderOfAVector()
    {
        var data = _context.Transforms.Concatenate("Both", "Number", "Count")
            .Append(_context.Transforms.SelectColumns("Both"))
            .Fit(_context.Data.LoadFromEnumerable(new[] { new Pair { Number = 1, Count = 2 } }))
            .Transform(_context.Data.LoadFromEnumerable(new[] { new Pair { Number = 1, Count = 2 } }));

        Assert.Equal(["Number\tCount", "1\t2"], Save(data, schema: false));
    }

    [Fact]
    public void HiddenColumnsAreWrittenOnlyOnDemand()
    {
        var data = _context.Data.LoadFromEnumerable(new[] { new Pair { Number = 1, Count = 2 } });
        var hiding = _context.Transforms.CopyColumns("Number", "Count").Fit(data).Transform(data);

        Assert.Equal(["2\t2"], Save(hiding, headerRow: false, schema: false));
        Assert.Equal(["1\t2\t2"], Save(hiding, headerRow: false, schema: false, keepHidden: true));
    }

    [Fact]
    public void SomeCharactersCannotSeparateFields()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Save(_context.Data.LoadFromEnumerable(Rows), separatorChar: '#'));
    }

    private sealed class Row
    {
        [LoadColumn(0)]
        public string? Text { get; set; }

        [LoadColumn(1)]
        public float Number { get; set; }

        [LoadColumn(2)]
        public double Precise { get; set; }

        [LoadColumn(3)]
        public bool Flag { get; set; }

        [LoadColumn(4)]
        [KeyType(5)]
        public uint Key { get; set; }

        [LoadColumn(5, 6)]
        [VectorType(2)]
        public float[]? Vector { get; set; }

        [LoadColumn(7)]
        public int Count { get; set; }
    }

    private sealed class Wide
    {
        public int Id { get; set; }

        [VectorType(8)]
        public float[]? Vector { get; set; }
    }

    private sealed class Pair
    {
        public float Number { get; set; }

        public float Count { get; set; }
    }
}
