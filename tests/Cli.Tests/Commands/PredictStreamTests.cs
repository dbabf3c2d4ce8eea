using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

[Collection(MeasuresHeap.Name)]
public sealed class PredictStreamTests(TrainedModel trained, TrainedLabels labels, TrainedTagger tagger)
    : IClassFixture<TrainedModel>, IClassFixture<TrainedLabels>, IClassFixture<TrainedTagger>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("they bark and fetch")]
    [InlineData("")]
    public void A_streamed_text_has_the_prediction_of_a_row(string text)
    {
        JsonNode row = Parse(Run.WithInput(text + "\n", "predict", "--model", trained.Path));
        foreach (Run run in (Run[])
        [
            Run.WithInput(text, "predict", "--model", trained.Path, "--stream"),
            Run.WithInput("\ufeff" + text, "predict", "--model", trained.Path, "--stream"),
            Run.Succeeds("predict", "--model", trained.Path, "--stream", "--input", _folder.Write("a.csv", text)),
            Run.Succeeds("predict", "--model", trained.Path, "--stream", "--input", _folder.WriteGzip("a.txt.gz", text)),
        ])
        {
            JsonNode streamed = Parse(run);
            Assert.Equal(1, (int)streamed["row"]!);
            Assert.Equal((string)row["label"]!, (string)streamed["label"]!);
            foreach ((string label, JsonNode? score) in row["scores"]!.AsObject())
            {
                Assert.Equal((double)score!, (double)streamed["scores"]![label]!, 1e-5);
            }
        }
    }

    [Fact]
    public void All_lines_are_one_document_and_go_to_a_file()
    {
        string text = string.Concat(Enumerable.Repeat("they bark and fetch\r\n", 5_000));
        string output = _folder["p.tsv"];

        Run run = Run.WithInput(text, "predict", "--model", trained.Path, "--stream", "--format", "tsv", "--output", output);

        Assert.Equal(0, run.ExitCode);
        string[] columns = File.ReadAllText(output).Split('\t');
        Run row = Run.WithInput(text.ReplaceLineEndings(" "), "predict", "--model", trained.Path, "--format", "tsv");
        Assert.Equal("dog", columns[0]);
        Assert.Equal(
            double.Parse(row.Output.Split('\t')[1], CultureInfo.InvariantCulture), double.Parse(columns[1], CultureInfo.InvariantCulture), 1e-5);
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("tsv")]
    public void A_streamed_text_has_the_labels_of_a_row(string format)
    {
        foreach (string text in (string[])["my parcel is late", "hello", ""])
        {
            string row = Run.WithInput(text + "\n", "predict", "--model", labels.Path, "--format", format).Output;
            string streamed = Run.WithInput(text, "predict", "--model", labels.Path, "--format", format, "--stream").Output;
            Assert.Equal(Rounded(row), Rounded(streamed));
        }

        static string Rounded(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"(\d\.\d{4})\d*(E-\d+)?", "$1");
    }

    [Fact]
    public void Entities_of_a_streamed_text_are_those_of_a_row_one_a_line()
    {
        string text = string.Concat(Enumerable.Repeat("please call Ana in Rome now. ", 60));
        JsonNode row = Parse(Run.WithInput(text + "\n", "predict", "--model", tagger.Path));
        JsonNode[] expected = [.. row["entities"]!.AsArray().Select(entity => entity!)];
        Assert.True(expected.Length >= 60);

        Run jsonl = Run.WithInput(text, "predict", "--model", tagger.Path, "--stream");
        JsonNode[] found = [.. jsonl.OutputLines.Select(line => JsonNode.Parse(line)!)];
        Run tsv = Run.WithInput(text, "predict", "--model", tagger.Path, "--stream", "--format", "tsv");

        Assert.All(found, entity => Assert.Equal(["row", "start", "length", "type", "text", "score"], entity.AsObject().Select(member => member.Key)));
        Assert.All(found, entity => Assert.Equal(1, (int)entity["row"]!));
        foreach (string member in (string[])["start", "length", "type", "text"])
        {
            Assert.Equal(expected.Select(entity => entity[member]!.ToString()), found.Select(entity => entity[member]!.ToString()));
        }

        Assert.All(expected.Zip(found), pair => Assert.Equal((double)pair.First["score"]!, (double)pair.Second["score"]!, 1e-5));
        Assert.Equal(
            found.Select(entity => $"1\t{entity["start"]}\t{entity["length"]}\t{entity["type"]}\t{entity["score"]}\t{entity["text"]}"), tsv.OutputLines);
    }

    [Fact]
    public void A_streamed_text_is_not_written_with_its_entities_marked() => Assert.Equal(
        "--format marked writes the text, which --stream does not hold: use --format jsonl or tsv.",
        Run.Fails("predict", "--model", tagger.Path, "--stream", "--format", "marked"));

    [Theory]
    [InlineData("--keep", "all")]
    [InlineData("--text-column", "body")]
    [InlineData("--separator", "comma")]
    [InlineData("--no-header")]
    [InlineData("--skip-bad-rows", "bad.jsonl")]
    public void Options_about_rows_are_refused(params string[] arguments)
    {
        Run run = Run.Cmem(["predict", "--model", trained.Path, "--stream", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{arguments[0]} is about rows: with --stream the input is one document", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one\ntwo\xff", "2: the bytes are not UTF-8: save the file in that encoding")]
    [InlineData("one\ntwo\nthree\xc3", "3: the bytes are not UTF-8: save the file in that encoding")]
    [InlineData("one\n\0", "2: there is a NUL byte, as in UTF-16 and in binary files: save the file as text in UTF-8")]
    public void What_is_no_text_is_refused_with_its_line(string bytes, string message)
    {
        string input = _folder["a.txt"];
        File.WriteAllBytes(input, Encoding.Latin1.GetBytes(bytes));

        string error = Run.Fails("predict", "--model", trained.Path, "--stream", "--input", input);

        Assert.StartsWith($"{input}:{message}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_steps_change_the_text_is_refused()
    {
        var context = new MLContext(seed: 1);
        IDataView rows = context.Data.LoadFromEnumerable(SmallData.Rows(40).Select(row => new Row { Label = row.Label, Text = row.Text }));
        ITransformer model = context.Transforms.Text.NormalizeText("Text")
            .Append(context.Transforms.Conversion.MapValueToKey("Label"))
            .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(effort: Effort.Fast))
            .Fit(rows);
        context.Model.Save(model, rows.Schema, _folder["model.zip"]);

        string error = Run.Fails("predict", "--model", _folder["model.zip"], "--stream");

        Assert.StartsWith("The model's step TextNormalizingTransformer needs the whole text of 'Text': leave --stream out", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_marked_in_a_document_that_is_classified() => Assert.Equal(
        "A classifier marks nothing in a text: use --format jsonl or tsv.",
        Run.Fails("predict", "--model", trained.Path, "--stream", "--format", "marked"));

    [Fact]
    [Trait("Category", "Slow")]
    public void A_document_of_20_MB_is_not_held()
    {
        using var stream = new GeneratedStream("they bark and fetch; é 日本 they purr\r\n", parts: 450_000);

        Run run = Run.WithInput(stream, "predict", "--model", trained.Path, "--stream");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"label\"", run.Output, StringComparison.Ordinal);
        Assert.InRange(stream.MostGrown, 0, 4_000_000);
    }

    private static JsonNode Parse(Run run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(Assert.Single(run.OutputLines))!;
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }
}
