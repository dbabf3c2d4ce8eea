using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Tasks.Classification;

public sealed class ContinueTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_label_that_was_held_back_is_added_and_the_report_tells_what_became_of_the_others()
    {
        Train("old.zip", row => row.Label != "dog", "--replay", "50");
        Run run = Train("new.zip", row => row.Label == "dog", "--continue-from", _folder["old.zip"], "--metrics", _folder["metrics.json"]);

        Assert.Contains("cat, fox, dog", Run.Succeeds("info", "--model", _folder["new.zip"]).Output, StringComparison.Ordinal);
        Assert.Matches(@"^On \d+ validation rows of earlier trainings: accuracy 1\.000 before, 1\.000 after\.$", run.OutputLines[2]);
        JsonNode old = JsonNode.Parse(File.ReadAllText(_folder["metrics.json"]))!["old_rows"]!;
        Assert.Equal((1, 1), ((double)old["accuracy_before"]!, (double)old["accuracy_after"]!));

        string all = _folder.Write("all.tsv", SmallData.Tsv(90));
        Run.Succeeds("evaluate", "--model", _folder["new.zip"], "--data", all, "--metrics", _folder["evaluated.json"]);
        Assert.Equal(1, (double)JsonNode.Parse(File.ReadAllText(_folder["evaluated.json"]))!["accuracy"]!);
    }

    [Fact]
    public void A_label_that_takes_rows_from_another_is_held_back_and_the_report_tells_how_far()
    {
        Train("old.zip", row => row.Label != "dog", Repeated("cat\tperhaps so\n", 60), ["--replay", "500"]);
        Run run = Train(
            "new.zip",
            row => row.Label == "dog",
            Repeated("dog\tperhaps so\n", 80),
            ["--continue-from", _folder["old.zip"], "--metrics", _folder["metrics.json"]]);

        Match line = Regex.Match(run.OutputLines[2], @"accuracy 1\.000 before, 1\.000 after; new labels are held back by (0\.\d+|1)\.$");
        Assert.True(line.Success, run.OutputLines[2]);
        Assert.Equal(line.Groups[1].Value, $"{JsonNode.Parse(File.ReadAllText(_folder["metrics.json"]))!["old_rows"]!["new_labels_held_back"]}");

        static string Repeated(string row, int times) => string.Concat(Enumerable.Repeat(row, times));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads()
    {
        Train("old.zip", row => row.Label != "dog", "--replay", "50");
        Train("one.zip", row => row.Label == "dog", "--continue-from", _folder["old.zip"], "--threads", "1");
        Train("two.zip", row => row.Label == "dog", "--continue-from", _folder["old.zip"], "--threads", "2");
        Assert.Equal(File.ReadAllBytes(_folder["one.zip"]), File.ReadAllBytes(_folder["two.zip"]));
    }

    [Fact]
    public void What_cannot_be_continued_is_said()
    {
        string data = _folder.Write("train.tsv", SmallData.Tsv());
        string missing = _folder["missing.zip"];
        Assert.Equal(
            $"Cannot read '{missing}': there is no such file.",
            Run.Fails("train", "classify", "--data", data, "--model", _folder["m.zip"], "--continue-from", missing));
    }

    [Fact]
    public void The_old_model_is_not_written_over()
    {
        Train("old.zip", _ => true);
        string model = _folder["old.zip"];
        byte[] before = File.ReadAllBytes(model);

        Assert.Equal(
            $"--model would overwrite '{model}', which is read or written for another purpose. Name another file.",
            Run.Fails("train", "classify", "--data", _folder["old.zip.tsv"], "--model", model, "--continue-from", model));
        Assert.Equal(before, File.ReadAllBytes(model));
    }

    private Run Train(string model, Func<(string Label, string Text), bool> chosen, params string[] options) => Train(model, chosen, "", options);

    private Run Train(string model, Func<(string Label, string Text), bool> chosen, string furtherRows, string[] options)
    {
        string rows = string.Concat(SmallData.Rows(300).Where(chosen).Select(row => $"{row.Label}\t{row.Text}\n")) + furtherRows;
        string config = _folder.Write("config.json", SmallData.Config.Replace("\"epochs\": 3", "\"epochs\": 8", StringComparison.Ordinal));
        return Run.Succeeds(
            ["train", "classify", "--data", _folder.Write($"{model}.tsv", rows), "--model", _folder[model], "--config", config, .. options]);
    }
}
