using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Data;

public sealed class ParquetLinesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_of_all_types_are_JSON()
    {
        string path = _folder.WriteParquet("a.parquet", [Row(), new TypedRow()]);

        string[] lines = Read(path);

        Assert.Equal(
            """
            {"Number":-9007199254740993,"Unsigned":18446744073709551615,"Small":7,"Single":0.1,"Double":0.5,"Decimal":1.5,"IsTrue":true,
            "Time":"2024-01-02T03:04:05.678","Date":"2024-01-02","Guid":"0f8fad5b-d9cb-469f-a165-70867728950e","Text":"é\"漢\uD83D\uDE00\n","Texts":["a",""],
            "Numbers":[1,2],"Entities":[{"start":1,"length":2,"type":"X"}]}
            """.ReplaceLineEndings(""),
            lines[0]);
        Assert.Contains("\"Double\":null", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"Text\":null,\"Texts\":[],\"Numbers\":[],\"Entities\":[]", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_JSON_cannot_hold_are_strings() => Assert.Contains(
        "\"Single\":\"NaN\",\"Double\":\"Infinity\"",
        Read(_folder.WriteParquet("a.parquet", [new TypedRow { Single = float.NaN, Double = double.PositiveInfinity }])).Single(),
        StringComparison.Ordinal);

    [Fact]
    public void Shares_of_row_groups_have_each_row_once_with_its_number()
    {
        string path = _folder.WriteParquet("a.parquet", Enumerable.Range(0, 7).Select(i => new TextRow { Id = i, Text = i == 5 ? null : $"text {i}" }));
        var reading = new ReadingOptions { TextColumn = "Text" };
        using var badRows = new BadRows(_folder["bad.jsonl"]);

        string[] first = [.. DataFile.Unlabeled(new InputPiece(path) { Start = 0, End = 2 }, reading).Select(row => row.Text)];
        string[] second = [.. DataFile.Unlabeled(new InputPiece(path) { Start = 2, End = 4 }, reading with { BadRows = badRows }).Select(row => row.Text)];
        badRows.Report(TextWriter.Null);

        Assert.Equal(["text 0", "text 1", "text 2", "text 3"], first);
        Assert.Equal(["text 4", "text 6"], second);
        Assert.Contains("\"line\":6,", File.ReadAllText(_folder["bad.jsonl"]), StringComparison.Ordinal);
    }

    private static TypedRow Row() => new()
    {
        Number = -9007199254740993,
        Unsigned = ulong.MaxValue,
        Small = 7,
        Single = 0.1f,
        Double = 0.5,
        Decimal = 1.5m,
        IsTrue = true,
        Time = new DateTime(2024, 1, 2, 3, 4, 5, 678),
        Date = new DateOnly(2024, 1, 2),
        Guid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"),
        Text = "é\"漢😀\n",
        Texts = ["a", ""],
        Numbers = [1, 2],
        Entities = [new NestedEntity { Start = 1, Length = 2, Type = "X" }],
    };

    private static string[] Read(string path)
    {
        using var reader = new StreamReader(InputFile.OpenText(path));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class TypedRow
    {
        public long Number { get; set; }

        public ulong Unsigned { get; set; }

        public short Small { get; set; }

        public float Single { get; set; }

        public double? Double { get; set; }

        public decimal Decimal { get; set; }

        public bool IsTrue { get; set; }

        public DateTime Time { get; set; }

        public DateOnly Date { get; set; }

        public Guid Guid { get; set; }

        public string? Text { get; set; }

        public List<string>? Texts { get; set; }

        public List<int>? Numbers { get; set; }

        public List<NestedEntity>? Entities { get; set; }
    }
}
