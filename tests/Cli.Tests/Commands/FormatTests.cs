using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Files of all formats, plain and compressed, one and many.</summary>
public sealed class FormatTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private const int Rows = 30;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_rows_give_the_same_predictions_in_every_format()
    {
        TextRow[] rows = [.. SmallData.Rows(Rows).Select((row, i) => new TextRow { Id = i, Label = row.Label, Text = row.Text.Replace("\"", "", StringComparison.Ordinal) })];
        string csv = "Id,Label,Text\n" + string.Concat(rows.Select(row => $"{row.Id},{row.Label},{row.Text}\n"));
        string jsonl = string.Concat(rows.Select(row => $$"""{"Id":{{row.Id}},"Label":"{{row.Label}}","Text":"{{row.Text}}"}""" + "\n"));
        string expected = Predict(_folder.Write("a.csv", csv));

        Assert.Equal(Rows, expected.Count(character => character == '\n'));
        Assert.Equal(expected, Predict(_folder.WriteGzip("a.csv.gz", csv)));
        Assert.Equal(expected, Predict(_folder.WriteZstd("a.csv.zst", csv)));
        Assert.Equal(expected, Predict(_folder.Write("a.tsv", csv.Replace(',', '\t'))));
        Assert.Equal(expected, Predict(_folder.Write("a.jsonl", jsonl)));
        Assert.Equal(expected, Predict(_folder.WriteZstd("a.jsonl.zst", jsonl)));
        Assert.Equal(expected, Predict(_folder.WriteParquet("a.parquet", rows)));

        string Predict(string input) =>
            Run.Succeeds("predict", "--model", trained.Path, "--input", input, "--text-column", "Text", "--format", "tsv", "--keep", "Id").Output;
    }

    [Fact]
    public void The_end_of_the_outputs_name_says_how_it_is_written()
    {
        string input = _folder.Write("a.csv", "Id,text\n7,they bark and fetch\n\"a\"\"b,\",they meow and purr\n");

        Assert.Equal(["dog", "cat"], Lines("p.tsv", []).Select(line => line.Split('\t')[0]));
        string[] csv = Lines("p.csv", "--keep", "Id");
        Assert.Equal("row,Id,label,score", csv[0]);
        Assert.StartsWith("1,7,dog,0.", csv[1], StringComparison.Ordinal);
        Assert.StartsWith("2,\"a\"\"b,\",cat,0.", csv[2], StringComparison.Ordinal);
        Assert.Equal("row,Id,label,score", Lines("q.csv", "--keep", "all")[0]);
        Predict("p.parquet", "--keep", "Id");
        IList<PredictedRow> parquet = _folder.ReadParquet<PredictedRow>("p.parquet");
        Assert.Equal([(1, "7", "dog"), (2, "a\"b,", "cat")], parquet.Select(row => (row.Row, row.Id, row.Label)));
        Assert.Equal(csv[1].Split(',')[3], parquet[0].Score.ToString(System.Globalization.CultureInfo.InvariantCulture));

        byte[] plain = File.ReadAllBytes(Predict("p.jsonl"));
        using var gzip = new GZipStream(File.OpenRead(Predict("p.jsonl.gz")), CompressionMode.Decompress);
        Assert.Equal(plain, ReadAll(gzip));
        using var zstd = new ZstdSharp.DecompressionStream(File.OpenRead(Predict("p.jsonl.zst")), leaveOpen: false);
        Assert.Equal(plain, ReadAll(zstd));

        string Predict(string output, params string[] options)
        {
            Run.Succeeds(["predict", "--model", trained.Path, "--input", input, "--output", _folder[output], .. options]);
            return _folder[output];
        }

        string[] Lines(string output, params string[] options) => File.ReadAllLines(Predict(output, options));

        static byte[] ReadAll(Stream stream)
        {
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
    }

    [Fact]
    public void Many_files_are_one_input()
    {
        _folder.Write("a1.txt", "they bark and fetch\n");
        _folder.Write("a2.jsonl", "{\"text\":\"they meow and purr\"}\n{\"text\":\"they sneak and howl\"}\n");
        string last = _folder.WriteZstd("b.csv.zst", "text\nthey bark\n");

        Run run = Run.Succeeds("predict", "--model", trained.Path, "--input", _folder["a*"], "--input", last, "--keep", "none");

        JsonNode[] rows = [.. run.OutputLines.Select(line => JsonNode.Parse(line)!)];
        Assert.Equal([1, 2, 3, 4], rows.Select(row => (int)row["row"]!));
        Assert.Equal(["dog", "cat", "fox", "dog"], rows.Select(row => (string)row["label"]!));
    }

    [Fact]
    public void Parquet_is_learned_from_and_measured_on()
    {
        TextRow[] rows = [.. SmallData.Rows(150).Select((row, i) => new TextRow { Id = i, Label = row.Label, Text = row.Text })];
        string data = _folder.WriteParquet("a.parquet", rows);
        string[] columns = ["--text-column", "Text", "--label-column", "Label"];

        Run.Succeeds(["train", "classify", "--data", data, "--model", _folder["m.zip"], "--config", trained.Folder["config.json"], "--threads", "1", .. columns]);

        Assert.Equal(File.ReadAllBytes(trained.Path), File.ReadAllBytes(_folder["m.zip"]));
        Assert.Equal(
            Run.Succeeds("evaluate", "--model", trained.Path, "--data", trained.Folder["train.tsv"]).Output,
            Run.Succeeds(["evaluate", "--model", trained.Path, "--data", data, .. columns]).Output);
        Assert.Equal(0, Run.Cmem(["check", "--data", data, "--task", "classify", .. columns]).ExitCode);
    }

    [Fact]
    public void Lists_and_structures_of_Parquet_are_labels_and_entities()
    {
        NestedRow[] rows =
        [
            .. Enumerable.Range(0, 40).Select(i => new NestedRow
            {
                Text = i % 2 == 0 ? "call Ana" : "go home",
                Labels = i % 2 == 0 ? ["call", "name"] : [],
                Entities = i % 2 == 0 ? [new NestedEntity { Start = 5, Length = 3, Type = "PER" }] : [],
            }),
        ];
        string data = _folder.WriteParquet("a.parquet", rows);
        string config = _folder.Write("c.json", """{ "encoder": { "embeddingSize": 8, "hiddenSize": 8 } }""");

        string json = _folder.Write("a.jsonl", string.Concat(rows.Select(row => $"{JsonSerializer.Serialize(row)}\n")));

        foreach ((string task, string label) in ((string, string)[])[("labels", "Labels"), ("tag", "Entities")])
        {
            string[] columns = ["--text-column", "Text", "--label-column", label];
            Run.Succeeds(["train", task, "--data", json, "--model", _folder["j.zip"], "--epochs", "1", "--config", config, .. columns]);
            Run.Succeeds(["train", task, "--data", data, "--model", _folder["p.zip"], "--epochs", "1", "--config", config, .. columns]);
            Assert.Equal(File.ReadAllBytes(_folder["j.zip"]), File.ReadAllBytes(_folder["p.zip"]));
        }
    }

    [Theory]
    [InlineData("a.parquet", "PAR1 and nothing else", "it is not a Parquet file, or damaged: ")]
    [InlineData("a.parquet", "", "it is not a Parquet file, or damaged: ")]
    [InlineData("a.txt.zst", "they bark", "the file is not compressed as its name says, or damaged: compress it anew, or name it as what it is.")]
    public void Damaged_files_are_told_apart_from_bad_rows(string name, string content, string reason)
    {
        string message = Run.Fails("predict", "--model", trained.Path, "--input", _folder.Write(name, content), "--skip-bad-rows", _folder["bad.jsonl"]);

        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zst_file_that_was_cut_off_is_refused()
    {
        byte[] whole = File.ReadAllBytes(_folder.WriteZstd("a.txt.zst", SmallData.Texts(1_000)));

        Assert.EndsWith(
            "the file is not compressed as its name says, or damaged: compress it anew, or name it as what it is.",
            Run.Cmem("predict", "--model", trained.Path, "--input", _folder.Write("b.txt.zst", whole[..^20])).ErrorLines.Single(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_text_are_bad_rows_by_their_number()
    {
        string data = _folder.WriteParquet("a.parquet", [new TextRow { Text = "they bark" }, new TextRow(), new TextRow { Text = "they meow" }, new TextRow { Id = 4 }]);

        Run run = Run.Cmem("predict", "--model", trained.Path, "--input", data, "--text-column", "Text", "--format", "tsv", "--skip-bad-rows", _folder["bad.jsonl"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.OutputLines.Length);
        Assert.Equal([2, 4], File.ReadLines(_folder["bad.jsonl"]).Select(line => (int)JsonNode.Parse(line)!["line"]!));
    }

    [Theory]
    [InlineData("2", 0)]
    [InlineData("1", 1)]
    [InlineData("0", 1)]
    [InlineData("50%", 0)]
    [InlineData("49.9%", 1)]
    public void So_many_bad_rows_are_borne(string limit, int exitCode)
    {
        string data = _folder.Write("a.jsonl", "{\"text\":\"they bark\"}\n{\"text\":1}\nnonsense\n{\"text\":\"they meow\"}\n");
        string output = _folder.Write("p.jsonl", "old");

        Run run = Run.Cmem("predict", "--model", trained.Path, "--input", data, "--output", output, "--skip-bad-rows", _folder["bad.jsonl"], "--max-bad-rows", limit);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode == 1, File.ReadAllText(output) == "old");
        Assert.NotEmpty(File.ReadAllText(_folder["bad.jsonl"]));
        if (exitCode == 1)
        {
            Assert.EndsWith($"rows cannot be read: --max-bad-rows allows {limit}. Mend them, or allow more.", run.ErrorLines[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_columns_of_objects_cannot_be_a_table() => Assert.Equal(
        $"'{_folder["a.jsonl"]}' does not say which columns all of its rows have: name those that are kept with --keep NAME.",
        Run.Fails("predict", "--model", trained.Path, "--input", _folder.Write("a.jsonl", "{\"text\":\"they bark\"}\n"), "--format", "csv", "--keep", "all"));
}
