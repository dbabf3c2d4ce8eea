using System.IO.Pipes;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class PredictTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Jsonl_has_the_probability_of_each_class()
    {
        string input = _folder.Write("texts.txt", "they bark and fetch\nthey meow and purr\n");

        Run run = Run.Succeeds("predict", "--model", trained.Path, "--input", input);

        JsonNode[] rows = [.. run.OutputLines.Select(line => JsonNode.Parse(line)!)];
        Assert.Equal([1, 2], rows.Select(row => (int)row["row"]!));
        Assert.Equal(["dog", "cat"], rows.Select(row => (string)row["label"]!));
        Assert.All(rows, row =>
        {
            JsonObject scores = row["scores"]!.AsObject();
            Assert.Equal(["row", "label", "score", "scores"], row.AsObject().Select(member => member.Key));
            Assert.Equal(["cat", "dog", "fox"], scores.Select(score => score.Key));
            Assert.Equal(1, scores.Sum(score => (double)score.Value!), 1e-5);
            Assert.Equal((double)row["score"]!, scores.Max(score => (double)score.Value!));
        });
    }

    [Fact]
    public void Tsv_has_label_and_score()
    {
        Run run = Run.WithInput("they bark and fetch\n\nthey meow and purr", "predict", "--model", trained.Path, "--format", "TSV");

        Assert.Equal(3, run.OutputLines.Length);
        Assert.Matches(@"^dog\t0\.\d+$", run.OutputLines[0]);
        Assert.Matches(@"^cat\t0\.\d+$", run.OutputLines[2]);
    }

    [Fact]
    public void The_kind_of_input_and_the_number_of_threads_make_no_difference()
    {
        (string Label, string Text)[] rows =
            [.. SmallData.Rows(300).Select(row => (row.Label, row.Text.Replace("\"", "", StringComparison.Ordinal)))];
        string texts = string.Concat(rows.Select(row => $"{row.Text}\n"));
        string expected = Run.WithInput(texts, "predict", "--model", trained.Path, "--threads", "1").Output;

        Assert.Equal(300, expected.Count(character => character == '\n'));
        Assert.Equal(expected, Predict(_folder.Write("a.txt", texts), "2"));
        string tsv = string.Concat(rows.Select(row => $"{row.Label}\t{row.Text}\n"));
        Assert.Equal(expected, Predict(_folder.WriteGzip("b.tsv.gz", tsv), "2"));
        Assert.Equal(expected, Predict(_folder.Write("c.csv", "text\n" + texts), "1"));
        string jsonl = string.Concat(rows.Select(row => $"{{\"text\":\"{row.Text}\"}}\n"));
        Assert.Equal(expected, Predict(_folder.Write("d.jsonl", jsonl), "1"));

        string Predict(string input, string threads) =>
            Run.Succeeds("predict", "--model", trained.Path, "--input", input, "--threads", threads).Output;
    }

    [Fact]
    public void Output_goes_to_a_file()
    {
        string output = _folder.Write("p.tsv", "old");

        Run run = Run.WithInput("they bark and fetch\n", "predict", "--model", trained.Path, "--format", "tsv", "--output", output);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Matches(@"^dog\t0\.\d+\n$", File.ReadAllText(output));
    }

    [Fact]
    public void A_faulty_row_comes_after_the_predictions_before_it()
    {
        string input = _folder.Write("a.tsv", "\tthey bark and fetch\nno tab\n");

        Run run = Run.Cmem("predict", "--model", trained.Path, "--input", input);

        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.OutputLines);
        Assert.Equal($"cmem: {input}:2: there is no tab: expected label<TAB>text, found 'no tab'.", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_failure_leaves_the_output_file_that_was_there()
    {
        string input = _folder.Write("a.tsv", "\tthey bark and fetch\nno tab\n");
        string output = _folder.Write("p.jsonl", "old");

        Run.Fails("predict", "--model", trained.Path, "--input", input, "--output", output);

        Assert.Equal("old", File.ReadAllText(output));
    }

    [Theory]
    [InlineData("same")]
    [InlineData("symbolic")]
    [InlineData("hard")]
    [InlineData("model")]
    public void What_is_read_is_not_written_over(string link)
    {
        string input = _folder.Write("a.txt", "they bark and fetch\n");
        string output = link switch { "same" => System.IO.Path.Combine(_folder.Path, ".", "a.txt"), "model" => trained.Path, _ => _folder["b.txt"] };
        if (link == "symbolic")
        {
            File.CreateSymbolicLink(output, input);
        }
        else if (link == "hard")
        {
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            System.Diagnostics.Process.Start("ln", [input, output]).WaitForExit();
        }

        byte[] model = File.ReadAllBytes(trained.Path);
        Assert.Equal(
            $"--output would overwrite '{output}', which is read or written for another purpose. Name another file.",
            Run.Fails("predict", "--model", trained.Path, "--input", input, "--output", output));
        Assert.Equal("they bark and fetch\n", File.ReadAllText(input));
        Assert.Equal(model, File.ReadAllBytes(trained.Path));
    }

    [Fact]
    public async Task Standard_input_is_answered_while_it_goes_on()
    {
        using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        using var stream = new AnonymousPipeClientStream(PipeDirection.In, input.ClientSafePipeHandle);
        using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        using var answers = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle));
        Task<int> run = Task.Run(() => CommandLine.Run(
            ["predict", "--model", trained.Path, "--format", "tsv"],
            new Terminal { Input = stream, StandardOutput = new StreamWriter(output), StandardError = TextWriter.Null, ErrorIsTerminal = false }));

        input.Write("they bark and fetch\n"u8);
        Assert.StartsWith("dog\t", await answers.ReadLineAsync(), StringComparison.Ordinal);
        input.Write("they meow and purr\n"u8);
        Assert.StartsWith("cat\t", await answers.ReadLineAsync(), StringComparison.Ordinal);
        input.Dispose();
        Assert.Equal(0, await run);
    }

    [Fact]
    public void No_rows_give_no_predictions() =>
        Assert.Equal("", Run.Succeeds("predict", "--model", trained.Path).Output);
}
