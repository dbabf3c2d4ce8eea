using ContextMemory.MLNet.Cli.Tests.Support;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class InfoTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_says_what_it_is()
    {
        Run run = Run.Succeeds("info", "--model", trained.Path);

        Dictionary<string, string> lines = run.OutputLines
            .Select(line => line.Split("  ", 2, StringSplitOptions.TrimEntries))
            .ToDictionary(parts => parts[0], parts => parts[1]);
        Assert.Equal(trained.Path, lines["file"]);
        Assert.Equal($"{new FileInfo(trained.Path).Length:N0} bytes", lines["size"]);
        Assert.Equal("Label (String), Text (String)", lines["columns read"]);
        Assert.Equal("ValueToKeyMappingTransformer -> ContextMemoryMulticlassTransformer -> KeyToValueMappingTransformer", lines["steps"]);
        Assert.Equal("text classifier (multiclass)", lines["kind"]);
        Assert.Equal("cat, dog, fox", lines["classes (3)"]);
        Assert.True(int.TryParse(lines["remembered documents"], out _), lines["remembered documents"]);
        Assert.Equal("Gru, 1 layer, embedding 8, hidden 8 in each direction", lines["encoder"]);
        Assert.Equal("Mean, Max, Attention", lines["pooling"]);
        Assert.Equal("0", lines["dropout"]);
        Assert.Equal("of 64 tokens", lines["segments"]);
        Assert.Matches(@"^\d+ words; others by their character n-grams$", lines["vocabulary"]);
        Assert.Matches(@"^[\d,]+$", lines["parameters"]);
    }

    [Fact]
    public void A_model_saved_without_a_schema_is_as_good()
    {
        var context = new MLContext(1);
        ITransformer model = context.Model.Load(trained.Path, out _);
        string path = _folder["schemaless.zip"];
        context.Model.Save(model, inputSchema: null, path);
        string data = _folder.Write("a.tsv", "dog\tthey bark and fetch\n");

        Assert.Contains("columns read          Text", Run.Succeeds("info", "--model", path).OutputLines);
        Assert.Equal(
            Run.Succeeds("predict", "--model", trained.Path, "--input", data).Output, Run.Succeeds("predict", "--model", path, "--input", data).Output);
        Assert.Contains("1 rows. ", Run.Succeeds("evaluate", "--model", path, "--data", data).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_model_is_named()
    {
        string text = _folder.Write("a.zip", "label\ttext\n");
        string truncated = _folder.Write("b.zip", File.ReadAllBytes(trained.Path)[..1_000]);

        Assert.Equal($"Cannot read '{_folder["no.zip"]}': there is no such file.", Fails(_folder["no.zip"]));
        Assert.Equal($"Cannot read '{_folder.Path}': it is a folder. Give a file.", Fails(_folder.Path));
        Assert.Equal($"'{text}' is not a model file: it is not a zip archive. Give a file made by 'cmem train'.", Fails(text));
        Assert.StartsWith($"Cannot load '{truncated}': ", Fails(truncated), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_another_kind_is_named()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable([new Row(), new Row()]);
        string encoder = Save("encoder.zip", context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions
        {
            Encoder = new AttentionOptions { EmbeddingSize = 8, Heads = 2, FeedForwardSize = 8 },
            Training = new TrainingOptions { Epochs = 1 },
        }));
        string copy = Save("copy.zip", context.Transforms.CopyColumns("Copy", "Text"));

        Assert.Equal(
            $"'{encoder}' holds a ContextMemoryEncodeTransformer: cmem works with classifiers of MulticlassClassification, entity extractors and summarizers.",
            Fails(encoder));
        Assert.Equal(
            $"'{copy}' is an ML.NET model without a part made by ContextMemory.MLNet. Give a file made by 'cmem train'.",
            Fails(copy));

        string Save(string name, IEstimator<ITransformer> estimator)
        {
            context.Model.Save(estimator.Fit(data), data.Schema, _folder[name]);
            return _folder[name];
        }
    }

    private static string Fails(string model) => Run.Fails("info", "--model", model);

    private sealed class Row
    {
        public string Text { get; set; } = "some words to read";
    }
}
