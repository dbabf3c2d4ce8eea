using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Tests.Support;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class TraceTests(TrainedModel trained, TrainedTagger tagger, TrainedSummarizer summarizer)
    : IClassFixture<TrainedModel>, IClassFixture<TrainedTagger>, IClassFixture<TrainedSummarizer>, IDisposable
{
    private const string Text = "they bark and fetch";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_has_all_of_the_trace()
    {
        JsonNode trace = JsonNode.Parse(Run.Succeeds("trace", "--model", trained.Path, "--text", Text, "--format", "json", "--top", "2").Output)!;

        JsonNode row = JsonNode.Parse(Run.WithInput($"{Text}\n", "predict", "--model", trained.Path).Output)!;
        Assert.Equal(4, (int)trace["token_count"]!);
        Assert.Equal(Text.Split(' '), trace["tokens"]!.AsArray().Select(token => (string)token!["text"]!));
        foreach ((JsonNode? label, JsonNode? score) in trace["labels"]!.AsArray().Zip(trace["scores"]!.AsArray()))
        {
            Assert.Equal((double)row["scores"]![(string)label!]!, (double)score!, 1e-5);
        }

        JsonArray layers = trace["members"]![0]!["layers"]!.AsArray();
        Assert.Equal(["gates", "gates"], layers.Select(layer => (string)layer!["memory"]!));
        Assert.Equal([false, true], layers.Select(layer => (bool)layer!["is_reverse"]!));
        Assert.All(layers, layer => Assert.Equal(4, layer!["forget_gates"]!.AsArray().Count));
        Assert.All(layers, layer => Assert.Equal(2, layer!["slowest_units"]!.AsArray().Count));
    }

    [Fact]
    public void A_person_sees_tables()
    {
        string[] lines = Run.Succeeds("trace", "--model", trained.Path, "--text", Text, "--top", "3").OutputLines;

        Assert.Equal("tokens    4, in 1 segment of 64 at most", lines[0]);
        Assert.Matches(@"^scores    dog \d\.\d{3}, \w+ \d\.\d{3}, \w+ \d\.\d{3}$", lines[1]);
        int table = Array.IndexOf(lines, "member 0, layer 0, reading forwards: the tokens that are written most");
        Assert.Matches(@"^units keep for [\d.]+ to [\d.]+ tokens \(quartiles [\d.]+, [\d.]+, [\d.]+\)$", lines[table + 1]);
        Assert.Matches(@"^slowest units  \d \([\d.]+\), \d \([\d.]+\), \d \([\d.]+\)$", lines[table + 2]);
        Assert.Matches(@"^ +token +input gate +forget gate *$", lines[table + 4]);
        Assert.All(lines[(table + 6)..(table + 9)], line => Assert.Matches(@"^ +[0-3] (they|bark|and|fetch) +0\.\d{3} +0\.\d{3} *$", line));
        Assert.Contains("member 0, layer 0, reading backwards: the tokens that are written most", lines);
    }

    [Fact]
    public void The_text_comes_from_a_file_or_standard_input_as_well()
    {
        string expected = Run.Succeeds("trace", "--model", trained.Path, "--text", Text).Output;

        Assert.Equal(expected, Run.Succeeds("trace", "--model", trained.Path, "--input", _folder.Write("a.txt", Text)).Output);
        Assert.Equal(expected, Run.WithInput(Text, "trace", "--model", trained.Path).Output);
    }

    [Theory]
    [InlineData(EncoderKind.KeyValueMemory, "layer 0: the fullest of 4 slots")]
    [InlineData(EncoderKind.DeltaMemory, "layer 0: what each head writes, and what the last token finds")]
    [InlineData(EncoderKind.Attention, "of the attention goes to earlier segments")]
    public void Each_kind_of_memory_has_its_table(EncoderKind kind, string heading)
    {
        EncoderOptions encoder = kind switch
        {
            EncoderKind.KeyValueMemory => new KeyValueMemoryOptions { Slots = 4, EmbeddingSize = 8, FeedForwardSize = 8, SegmentLength = 8 },
            EncoderKind.DeltaMemory => new DeltaMemoryOptions { EmbeddingSize = 8, FeedForwardSize = 8, SegmentLength = 8 },
            _ => new AttentionOptions { Heads = 2, EmbeddingSize = 8, FeedForwardSize = 8, SegmentLength = 8 },
        };

        Run run = Run.Succeeds("trace", "--model", Train(encoder), "--text", string.Concat(Enumerable.Repeat(Text + ". ", 4)));

        Assert.Contains("tokens    20, in 3 segments of 8 at most", run.Output, StringComparison.Ordinal);
        Assert.Contains(heading, run.Output, StringComparison.Ordinal);
        Assert.Contains("bark", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_an_encoder_says_so()
    {
        var context = new MLContext(1);
        string path = Save(context, context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(effort: Effort.Fast)));

        Run run = Run.Succeeds("trace", "--model", path, "--text", Text);

        Assert.Contains("The model has no encoder: its linear part answers alone", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entity_extractor_has_no_scores()
    {
        string[] lines = Run.Succeeds("trace", "--model", tagger.Path, "--text", "please call Ana in Rome now").OutputLines;

        Assert.StartsWith("tokens    6, in 1 segment of ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("member 0, layer 0", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("2 Ana ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_summarizer_and_two_texts_are_refused()
    {
        Assert.Equal(
            "cmem trace looks into classifiers and entity extractors, and the model is a summarizer.",
            Run.Fails("trace", "--model", summarizer.Path, "--text", Text));
        Run run = Run.Cmem("trace", "--model", trained.Path, "--text", Text, "--input", "a.txt");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--text and --input both give the text: leave one of them out.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_reads_what_a_step_makes_is_refused()
    {
        var context = new MLContext(1);
        string path = Save(context, context.Transforms.Text.NormalizeText("Text")
            .Append(context.Transforms.Conversion.MapValueToKey("Label"))
            .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(effort: Effort.Fast)));

        string message = Run.Fails("trace", "--model", path, "--text", Text);

        Assert.StartsWith("The model's step TextNormalizingTransformer changes 'Text' before the encoders read it", message, StringComparison.Ordinal);
    }

    private string Train(EncoderOptions encoder)
    {
        var context = new MLContext(1);
        return Save(context, context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            new ContextMemoryClassifierOptions
            {
                Encoder = encoder,
                Training = new TrainingOptions { Epochs = 1, Effort = Effort.Best, Threads = 1 },
                PretrainingEpochs = 0,
                Members = 1,
            })));
    }

    private string Save(MLContext context, IEstimator<ITransformer> estimator)
    {
        IDataView rows = context.Data.LoadFromEnumerable(SmallData.Rows(60).Select(row => new Row { Label = row.Label, Text = row.Text }));
        string path = _folder["model.zip"];
        context.Model.Save(estimator.Fit(rows), rows.Schema, path);
        return path;
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }
}
