using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Tables whose columns are named on the command line.</summary>
public sealed class ColumnTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_rows_in_another_table_give_the_same_model()
    {
        string table = string.Concat(SmallData.Rows(150).Select((row, i) => $"{i};\"{row.Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\";{row.Label}\n"));

        Run.Succeeds(
            "train", "classify", "--data", _folder.Write("a.txt", "id;body;animal\n" + table), "--separator", "semicolon", "--text-column", "body",
            "--label-column", "animal", "--config", trained.Folder["config.json"], "--model", _folder["named.zip"]);
        Run.Succeeds(
            "train", "classify", "--data", _folder.Write("b.csv", table), "--separator", ";", "--no-header", "--text-column", "2",
            "--label-column", "3", "--config", trained.Folder["config.json"], "--model", _folder["numbered.zip"]);

        Assert.Equal(File.ReadAllBytes(trained.Path), File.ReadAllBytes(_folder["named.zip"]));
        Assert.Equal(File.ReadAllBytes(trained.Path), File.ReadAllBytes(_folder["numbered.zip"]));
    }

    [Fact]
    public void Evaluation_and_check_read_the_same_columns()
    {
        string[] columns = ["--data", _folder.Write("a.tsv", "id\tbody\tanimal\n1\tthey bark and fetch\tdog\n"), "--text-column", "body", "--label-column", "animal"];

        Assert.Contains("1 rows. ", Run.Succeeds(["evaluate", "--model", trained.Path, .. columns]).Output, StringComparison.Ordinal);
        Run check = Run.Cmem(["check", .. columns]);
        Assert.Contains("Labels: dog 1.", check.OutputLines);
    }

    [Fact]
    public void Other_columns_go_to_the_output()
    {
        string input = _folder.Write("a.csv", "id,body,date\n7,\"they bark\nand fetch\",2024-01-02\n8,they meow and purr,\"a\tb\"\n");

        JsonNode[] rows = [.. Predict("--text-column", "body").OutputLines.Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["{\"id\":\"7\",\"date\":\"2024-01-02\"}", "{\"id\":\"8\",\"date\":\"a\\tb\"}"], rows.Select(row => row["columns"]!.ToJsonString()));
        Assert.Equal(["dog", "cat"], rows.Select(row => (string)row["label"]!));
        Assert.All(Predict("--text-column", "body", "--keep", "none").OutputLines, line => Assert.StartsWith("{\"row\":", line, StringComparison.Ordinal));
        Assert.All(Predict("--text-column", "body", "--keep", "none").OutputLines, line => Assert.DoesNotContain("columns", line, StringComparison.Ordinal));

        string[] lines = Predict("--text-column", "body", "--format", "tsv", "--keep", "date", "--keep", "id").OutputLines;
        Assert.StartsWith("2024-01-02\t7\tdog\t0.", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("a b\t8\tcat\t0.", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("dog\t0.", Predict("--text-column", "body", "--format", "tsv").OutputLines[0], StringComparison.Ordinal);

        Run Predict(params string[] options) => Run.Succeeds(["predict", "--model", trained.Path, "--input", input, .. options]);
    }

    [Fact]
    public void Members_of_objects_keep_their_kind()
    {
        string input = _folder.Write("a.jsonl", """{"id":7,"text":"they bark","tags":["x",null],"at":{"n":1.50}}""" + "\n");

        Run run = Run.Succeeds("predict", "--model", trained.Path, "--input", input);

        Assert.StartsWith("""{"row":1,"columns":{"id":7,"tags":["x",null],"at":{"n":1.50}},"label":"dog",""", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_can_be_a_table()
    {
        Run run = Run.WithInput(
            "id,body\n7,\"they bark, and fetch\"\n", "predict", "--model", trained.Path, "--separator", "comma", "--text-column", "body", "--format", "tsv", "--keep", "all");

        Assert.StartsWith("7\tdog\t0.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels", "{\"body\":\"the invoice now\",\"tags\":[\"billing\"]}\n{\"body\":\"the parcel\",\"tags\":[]}\n", "tags")]
    [InlineData("tag", "{\"body\":\"call Ana\",\"spans2\":[{\"start\":5,\"length\":3,\"type\":\"PER\"}]}\n", "spans2")]
    [InlineData("summarize", "{\"body\":\"A storm came. It rained.\",\"highlights\":\"A storm came.\"}\n", "highlights")]
    [InlineData("summarize", "{\"body\":[\"A storm came.\",\"It rained.\"],\"highlights\":[\"A storm came.\"]}\n", "highlights")]
    [InlineData("summarize", "{\"body\":[\"A storm came.\",\"It rained.\"],\"marks\":[1,0]}\n", "marks")]
    public void Every_task_takes_other_names(string task, string rows, string label)
    {
        string config = _folder.Write("c.json", """{ "encoder": { "embeddingSize": 8, "hiddenSize": 8 } }""");
        string data = _folder.Write("a.jsonl", rows);
        string[] columns = ["--data", data, "--text-column", "body", "--label-column", label];

        Run.Succeeds(["train", task, .. columns, "--model", _folder["m.zip"], "--epochs", "1", "--config", config]);
        Run.Succeeds(["evaluate", "--model", _folder["m.zip"], .. columns]);
        Run.Succeeds("predict", "--model", _folder["m.zip"], "--input", data, "--text-column", "body");
        Assert.Contains(" faults, ", Run.Cmem(["check", .. columns]).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--separator ab", "--separator is 'ab': expected tab, comma, semicolon, pipe, colon, space or one character that is no letter, digit or quote.")]
    [InlineData("--separator \"", "--separator is '\"': expected tab, comma, semicolon, pipe, colon, space or one character that is no letter, digit or quote.")]
    [InlineData("--no-header --text-column body", "--text-column is 'body': with --no-header expected the number of a column, from 1.")]
    public void Wrong_descriptions_are_wrong_usage(string options, string message)
    {
        Run run = Run.Cmem(["predict", "--model", trained.Path, .. options.Split(' ')]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"cmem: {message}", run.ErrorLines[0]);
    }
}
