using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class EvaluateTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_class_is_shown_beside_the_baseline()
    {
        string data = _folder.Write(
            "test.csv", "text,label\nthey meow and purr,cat\nthey bark and fetch,dog\nthey bark,dog\nthey sneak and howl,fox\n");

        Run run = Run.Succeeds("evaluate", "--model", trained.Path, "--data", data);

        string[] lines = [.. run.OutputLines.Select(line => line.Trim())];
        Assert.Contains(lines, line => Fields(line).SequenceEqual(["class", "precision", "recall", "F1", "baseline F1", "rows"]));
        Assert.Contains(lines, line => Fields(line).SequenceEqual(["cat", "1.000", "1.000", "1.000", "0.000", "1"]));
        Assert.Contains(lines, line => Fields(line).SequenceEqual(["dog", "1.000", "1.000", "1.000", "0.667", "2"]));
        Assert.Contains(lines, line => Fields(line).SequenceEqual(["accuracy", "1.000", "0.500"]));
        Assert.Contains(lines, line => Fields(line).SequenceEqual(["macro F1", "1.000", "0.222"]));
        Assert.Equal("4 rows. The baseline always says 'dog', their most frequent label.", lines[^1]);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void Metrics_are_one_json_object()
    {
        string data = _folder.Write("test.tsv", SmallData.Tsv(30));

        Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--metrics", _folder["m.json"]);

        JsonObject metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!.AsObject();
        Assert.Equal(
            ["task", "rows", "seconds", "peak_memory_mb", "accuracy", "macro_f1", "log_loss", "ece", "unknown_label_rows"],
            metrics.Select(member => member.Key));
        Assert.Equal("classify", (string)metrics["task"]!);
        Assert.Equal(30, (int)metrics["rows"]!);
        Assert.Equal(1, (double)metrics["accuracy"]!);
    }

    [Theory]
    [InlineData("test.tsv")]
    [InlineData("model.zip")]
    public void Measures_are_not_written_over_what_is_read(string name)
    {
        string data = _folder.Write("test.tsv", SmallData.Tsv(30));
        string model = _folder.Write("model.zip", File.ReadAllBytes(trained.Path));
        byte[] before = File.ReadAllBytes(_folder[name]);

        Assert.Equal(
            $"--metrics would overwrite '{_folder[name]}', which is read or written for another purpose. Name another file.",
            Run.Fails("evaluate", "--model", model, "--data", data, "--metrics", _folder[name]));
        Assert.Equal(before, File.ReadAllBytes(_folder[name]));
    }

    [Fact]
    public void Escape_sequences_of_labels_are_shown_and_not_sent()
    {
        string data = _folder.Write("test.tsv", "\u001b]0;owned\athe\rcow\tthey moo\n");

        Run run = Run.Succeeds("evaluate", "--model", trained.Path, "--data", data);

        Assert.DoesNotContain(run.Output, character => char.IsControl(character) && character != '\n');
        Assert.EndsWith(
            @"does not know (\u001b]0;owned\u0007the\u000dcow): they count as wrong and stay out of the log loss.",
            run.OutputLines[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_the_model_does_not_know_count_as_wrong()
    {
        string data = _folder.Write("test.tsv", "cat\tthey meow and purr\nowl\tthey hoot\ncow\tthey moo\nowl\tthey hoot\n");

        Run run = Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--metrics", _folder["m.json"]);

        JsonNode metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!;
        Assert.Equal(0.25, (double)metrics["accuracy"]!);
        Assert.Equal(3, (int)metrics["unknown_label_rows"]!);
        Assert.Equal(
            "3 rows have a label that the model does not know (owl, cow): they count as wrong and stay out of the log loss.",
            run.OutputLines[^1]);
    }

    [Fact]
    public void Data_without_rows_is_named()
    {
        string data = _folder.Write("test.tsv", "");

        Assert.Equal(
            $"'{data}' has no rows: there is nothing to measure on.",
            Run.Fails("evaluate", "--model", trained.Path, "--data", data));
    }

    [Fact]
    public void A_faulty_row_is_named()
    {
        string data = _folder.Write("test.tsv", "cat\tx\n\ty\n");

        Assert.Equal(
            $"{data}:2: the label is empty: expected label<TAB>text, found '<TAB>y'.",
            Run.Fails("evaluate", "--model", trained.Path, "--data", data));
    }

    private static string[] Fields(string line) =>
        line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
