using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Rows that cannot be read go to a file with the reason, and the others are used.</summary>
public sealed class SkipBadRowsTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string BadRows => _folder["bad.jsonl"];

    [Fact]
    public void A_model_is_that_of_the_good_rows()
    {
        string[] good = SmallData.Tsv().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string data = _folder.Write("a.tsv", $"no tab\n{string.Join('\n', good[..70])}\n \tno label\n{string.Join('\n', good[70..])}\nlast\n");

        Run run = Run.Succeeds(
            "train", "classify", "--data", data, "--config", trained.Folder["config.json"], "--model", _folder["m.zip"], "--metrics", _folder["m.json"],
            "--skip-bad-rows", BadRows);

        Assert.Equal(File.ReadAllBytes(trained.Path), File.ReadAllBytes(_folder["m.zip"]));
        Assert.Equal(3, (int)JsonNode.Parse(File.ReadAllText(_folder["m.json"]))!["skipped_rows"]!);
        Assert.Equal($"Rows skipped: 3 of '{data}'. '{BadRows}' says which and why.", run.ErrorLines[^1]);
        Assert.Equal(
            [
                (1, "there is no tab: expected label<TAB>text, found 'no tab'.", "no tab"),
                (72, "the label is empty: expected label<TAB>text, found ' <TAB>no label'.", " \tno label"),
                (153, "there is no tab: expected label<TAB>text, found 'last'.", "last"),
            ],
            Skipped(data));
    }

    [Fact]
    public void Rows_of_a_table_are_skipped_whole()
    {
        string data = _folder.Write(
            "a.csv",
            [.. "label,text\ndog,\"they\nbark\"\ncat,they,meow\nfox,a \"quote\"\ndog,\""u8, 0xFF, .. "\"\ncat,they purr\ndog,\"never\nclosed\n"u8]);

        Run run = Run.Cmem("evaluate", "--model", trained.Path, "--data", data, "--skip-bad-rows", BadRows);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 rows. ", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                (4, "the row has another number of columns than the header: expected 2, found 3 in 'cat,they,meow'.", "cat,they,meow"),
                (5, "a quote stands where none may: expected a field with quotes to be quoted and its quotes doubled, found 'fox,a \"quote\"'.", "fox,a \"quote\""),
                (6, "the bytes are not UTF-8: save the file in that encoding.", "dog,\"\uFFFD\""),
                (8, "a quote is left open: expected a field with quotes to be quoted and its quotes doubled, found 'dog,\"never'.", "dog,\"never\nclosed"),
            ],
            Skipped(data));
    }

    [Fact]
    public void Predictions_are_those_of_the_good_rows()
    {
        string data = _folder.Write("a.jsonl", [.. "{\"text\":\"they bark\"}\n{\"text\":1}\nnonsense\n"u8, 0xC3, .. "\n{\"text\":\"they meow\"}\n"u8]);

        Run run = Run.Cmem("predict", "--model", trained.Path, "--input", data, "--skip-bad-rows", BadRows, "--format", "tsv");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["dog", "cat"], run.OutputLines.Select(line => line.Split('\t')[0]));
        Assert.Equal($"Rows skipped: 3 of '{data}'. '{BadRows}' says which and why.", Assert.Single(run.ErrorLines));
        Assert.Equal([2, 3, 4], Skipped(data).Select(row => row.Line));
    }

    [Theory]
    [InlineData("labels", "a.jsonl", "{\"text\":\"the invoice\",\"labels\":[\"billing\"]}\n{\"text\":\"now\"}\n{\"text\":\"the parcel\",\"labels\":[]}\n", 2, "there is no \"labels\"")]
    [InlineData("summarize", "a.jsonl", "{\"text\":\"A storm came. It rained.\",\"summary\":\"A storm came.\"}\n{}\n", 2, "there is neither \"sentences\" nor \"text\"")]
    [InlineData("tag", "a.jsonl", "{\"text\":\"call Ana\",\"entities\":[{\"start\":5,\"length\":3,\"type\":\"PER\"}]}\n{\"text\":\"Bob\",\"entities\":[{\"start\":0,\"length\":9,\"type\":\"PER\"}]}\n", 2, "the entity at 0 of length 9 is not in the text")]
    [InlineData("tag", "a.conll", "Ana\tB-PER\nsang\tO\n\nin\tO\nRome\tplace\n\nBob\tB-PER\n", 5, "'place' is no tag")]
    public void Every_task_skips(string task, string name, string rows, int line, string reason)
    {
        string config = _folder.Write("c.json", """{ "encoder": { "embeddingSize": 8, "hiddenSize": 8 } }""");
        string data = _folder.Write(name, rows);

        Run.Succeeds("train", task, "--data", data, "--model", _folder["m.zip"], "--epochs", "1", "--config", config, "--skip-bad-rows", BadRows);
        Assert.StartsWith(reason, Assert.Single(Skipped(data), row => row.Line == line).Reason, StringComparison.Ordinal);
        Run.Succeeds("evaluate", "--model", _folder["m.zip"], "--data", data, "--skip-bad-rows", BadRows);
        Assert.Single(Skipped(data));
    }

    [Fact]
    public void A_faulty_sentence_is_skipped_whole()
    {
        string data = _folder.Write("a.conll", "Ana\tB-PER\n\nin\tO\nRome\tplace\nnow\tO\n\nBob\tB-PER\n");
        Run.Succeeds(
            "train", "tag", "--data", data, "--model", _folder["m.zip"], "--epochs", "1", "--skip-bad-rows", BadRows,
            "--config", _folder.Write("c.json", """{ "encoder": { "embeddingSize": 8, "hiddenSize": 8 } }"""));

        Assert.Equal(
            [(4, "'place' is no tag: expected O, or B-, I-, E-, S- (also L-, U-) and a type, found 'Rome<TAB>place'.", "in\tO\nRome\tplace\nnow\tO")],
            Skipped(data));
    }

    [Fact]
    public void Where_none_is_bad_the_file_is_empty()
    {
        Run run = Run.Cmem("predict", "--model", trained.Path, "--input", _folder.Write("a.txt", "they bark\n"), "--skip-bad-rows", _folder.Write("bad.jsonl", "old"));

        Assert.Equal("Rows skipped: 0.", Assert.Single(run.ErrorLines));
        Assert.Equal("", File.ReadAllText(BadRows));
    }

    [Fact]
    public void Where_all_are_bad_the_reasons_are_there_all_the_same()
    {
        string data = _folder.Write("a.tsv", "no tab\n");

        Run run = Run.Cmem("train", "classify", "--data", data, "--model", _folder["m.zip"], "--skip-bad-rows", BadRows);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            [$"Rows skipped: 1 of '{data}'. '{BadRows}' says which and why.", $"cmem: '{data}' has no rows: there is nothing to learn from."], run.ErrorLines);
        Assert.Single(Skipped(data));
    }

    [Theory]
    [InlineData("predict", "--input")]
    [InlineData("evaluate", "--data")]
    public void Rows_are_not_written_over_what_is_read(string command, string option)
    {
        string data = _folder.Write("a.tsv", "dog\tthey bark\nno tab\n");

        Assert.Equal(
            $"--skip-bad-rows would overwrite '{data}', which is read or written for another purpose. Name another file.",
            Run.Fails(command, "--model", trained.Path, option, data, "--skip-bad-rows", data));
        Assert.Equal("dog\tthey bark\nno tab\n", File.ReadAllText(data));
    }

    [Fact]
    public void A_training_does_not_write_them_over_its_data()
    {
        string data = _folder.Write("a.tsv", "dog\tthey bark\nno tab\n");

        Assert.Equal(
            $"--skip-bad-rows would overwrite '{data}', which is read or written for another purpose. Name another file.",
            Run.Fails("train", "classify", "--data", data, "--model", _folder["m.zip"], "--skip-bad-rows", data));
        Assert.Equal("dog\tthey bark\nno tab\n", File.ReadAllText(data));
    }

    [Fact]
    public void A_file_that_is_no_text_still_ends_the_command()
    {
        string data = _folder.Write("a.tsv.gz", "no gzip file");

        string message = Run.Fails("predict", "--model", trained.Path, "--input", data, "--skip-bad-rows", BadRows);

        Assert.Contains("not compressed as its name says", message, StringComparison.Ordinal);
        Assert.False(File.Exists(BadRows));
    }

    private IEnumerable<(int Line, string Reason, string Row)> Skipped(string file)
    {
        JsonNode[] rows = [.. File.ReadLines(BadRows).Select(line => JsonNode.Parse(line)!)];
        Assert.All(rows, row => Assert.Equal(file, (string)row["file"]!));
        return rows.Select(row => ((int)row["line"]!, (string)row["reason"]!, (string)row["row"]!));
    }
}
