using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Tasks.MultiLabel;

/// <summary>'train labels', and 'evaluate', 'predict', 'info' and 'check' with what it reads and makes.</summary>
public sealed class LabelsTests(TrainedLabels trained) : IClassFixture<TrainedLabels>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_says_how_good_the_model_is_on_validation_rows()
    {
        Assert.Matches(@"^Learned [0-9,]+ parameters from [0-9]+ rows in [0-9.]+ s; best epoch: [0-9]+\.$", trained.Training.OutputLines[0]);
        Assert.Contains(
            trained.Training.OutputLines,
            line => line.StartsWith("On 40 validation rows: micro F1 ", StringComparison.Ordinal));
        JsonObject metrics = JsonNode.Parse(File.ReadAllText(trained.Folder["metrics.json"]))!.AsObject();
        Assert.Equal("labels", (string)metrics["task"]!);
        Assert.InRange((double)metrics["micro_f1"]!, 0.9, 1);
        Assert.NotNull(metrics["epochs"]![0]!["validation_f1"]);
    }

    [Fact]
    public void Evaluation_shows_each_label_and_writes_metrics()
    {
        string data = _folder.WriteGzip("test.jsonl.gz", TrainedLabels.Jsonl(30, seed: 3));

        Run run = Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--metrics", _folder["m.json"]);

        Assert.Contains(run.OutputLines, line => line.Trim().StartsWith("urgent", StringComparison.Ordinal));
        Assert.StartsWith("30 rows; mean F1 of the labels ", run.OutputLines[^1], StringComparison.Ordinal);
        JsonObject metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!.AsObject();
        Assert.Equal(
            ["task", "rows", "seconds", "peak_memory_mb", "micro_precision", "micro_recall", "micro_f1", "macro_f1", "subset_accuracy", "per_label"],
            metrics.Select(member => member.Key));
        Assert.InRange((double)metrics["per_label"]!["billing"]!["f1"]!, 0.9, 1);
    }

    [Fact]
    public void A_row_may_have_no_label()
    {
        string data = _folder.Write("test.jsonl", "{\"text\": \"the parcel please someday 3\", \"labels\": []}\n");

        Run.Succeeds("evaluate", "--model", trained.Path, "--data", data, "--metrics", _folder["m.json"]);

        JsonNode metrics = JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!;
        Assert.Equal(1, (double)metrics["subset_accuracy"]!);
        Assert.Empty(metrics["per_label"]!.AsObject());
    }

    [Fact]
    public void Numbers_and_booleans_are_labels_as_they_are_written()
    {
        string data = _folder.Write("x.jsonl", """
            {"text": "one", "labels": [1, 1.0, true]}

            {"text": "two", "labels": [1, "1.0", "true"]}
            """);

        Assert.Contains("Labels: 1 2, 1.0 2, true 2.", Run.Succeeds("check", "--data", data, "--task", "labels").OutputLines);
    }

    [Fact]
    public void Predictions_are_labels_with_all_probabilities()
    {
        Run run = Run.WithInput("the invoice please now 3\nthe parcel please someday 3\n", "predict", "--model", trained.Path);

        JsonNode both = JsonNode.Parse(run.OutputLines[0])!;
        Assert.Equal(["billing", "urgent"], both["labels"]!.AsArray().Select(label => (string)label!).Order());
        Assert.Equal(2, both["scores"]!.AsObject().Count);
        Assert.Empty(JsonNode.Parse(run.OutputLines[1])!["labels"]!.AsArray());
    }

    [Fact]
    public void Predictions_are_also_labels_with_tabs_between()
    {
        Run run = Run.WithInput("the invoice please now 3\nthe parcel please someday 3\n", "predict", "--model", trained.Path, "--format", "tsv");

        string[] lines = run.Output.Split('\n');
        Assert.Equal(["billing", "urgent"], lines[0].Split('\t').Order());
        Assert.Equal(["", ""], lines[1..]);
        Assert.Equal(
            "A classifier marks nothing in a text: use --format jsonl or tsv.",
            Run.Fails("predict", "--model", trained.Path, "--input", _folder.Write("a.txt", "a\n"), "--format", "marked"));
    }

    [Fact]
    public void Info_says_from_which_probability_on_each_label_is_found() => Assert.Contains(
        Run.Succeeds("info", "--model", trained.Path).OutputLines,
        line => line.Contains("billing from 0.", StringComparison.Ordinal) && line.Contains("urgent from 0.", StringComparison.Ordinal));

    [Theory]
    [InlineData("{\"text\": \"a\"}", "there is no \"labels\"")]
    [InlineData("{\"labels\": []}", "there is no \"text\"")]
    [InlineData("{\"text\": \"a\", \"labels\": \"b\"}", "\"labels\" is not an array of strings, numbers or booleans")]
    [InlineData("{\"text\": \"a\", \"labels\": [\"b\", null]}", "\"labels\" is not an array of strings, numbers or booleans")]
    [InlineData("{\"text\": \"a\", \"labels\": [\"b\", \"\"]}", "a label is empty")]
    [InlineData("{\"text\": \"a\", \"labels\": [], \"labels\": [1]}", "a member is named twice")]
    [InlineData("[]", "the line is not a JSON object")]
    public void A_faulty_line_is_named(string line, string fault)
    {
        string data = _folder.Write("bad.jsonl", $"{{\"text\": \"a\", \"labels\": [\"b\"]}}\n{line}\n");

        Assert.Equal(
            $"{data}:2: {fault}: expected {{\"labels\": [\"...\"], \"text\": \"...\"}}, found '{line}'.",
            Run.Fails("train", "labels", "--data", data, "--model", _folder["m.zip"]));
    }

    [Fact]
    public void The_check_counts_labels_and_names_those_that_stand_twice()
    {
        string data = _folder.Write(
            "rows.jsonl", "{\"text\": \"a b\", \"labels\": [\"x\", \"x\"]}\n{\"text\": \"c\", \"labels\": []}\n{\"text\": \"d\", \"labels\": [\"y\"]}\n");

        Run run = Run.Succeeds("check", "--data", data);

        Assert.Contains("the label 'x' stands there 2 times", run.Output, StringComparison.Ordinal);
    }
}
