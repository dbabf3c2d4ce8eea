using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace ContextMemory.MLNet.TorchTests.MLNet;

/// <summary>The engine in a pipeline of ML.NET: every trainable component, saved, and scored by a process without TorchSharp.</summary>
public sealed class PipelineTests : IDisposable
{
    private static readonly TrainingOptions Training = new() { Engine = new TorchSharpEngine(), Epochs = 2, Threads = 1 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torch-pipeline-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_chain_of_an_encoder_and_a_classifier()
    {
        var context = new MLContext(1);
        string file = Write(40);
        IDataView data = context.Data.LoadFromTextFile(
            file, [new TextLoader.Column("Topic", DataKind.String, 0), new TextLoader.Column("Text", DataKind.String, 1)]);
        ITransformer chain = context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions { LabelColumnName = "Label", Training = Training }))
            .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(new ContextMemoryClassifierOptions { Training = Training }))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        string model = Path.Combine(_folder.FullName, "chain.zip");

        context.Model.Save(chain, data.Schema, model);

        List<string> rows = RowPrinter.Print(chain.Transform(data), "Features", "Label", "PredictedLabel", "Score");
        Assert.Equal(["chain.zip reads Topic Text", .. rows], HostProcess.Run("score", file, model));
    }

    [Fact]
    public void The_device_of_the_context_is_asked_for()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Fit(new MLContext(1) { GpuDeviceId = 5, FallbackToCpu = false }));

        Assert.StartsWith("The device 'cuda:5' is not there", exception.Message);
        Assert.NotNull(Fit(new MLContext(1) { GpuDeviceId = 5, FallbackToCpu = true }));

        static ITransformer Fit(MLContext context) => context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(new ContextMemoryClassifierOptions { Training = Training }))
            .Fit(context.Data.LoadFromEnumerable(Rows(20)));
    }

    [Fact]
    public void A_loaded_model_is_scored_on_the_engine()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(Rows(40));
        string file = Path.Combine(_folder.FullName, "model.zip");
        ITransformer trained = context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(
                new ContextMemoryClassifierOptions { Training = Training with { Engine = TrainingEngine.Managed } }))
            .Fit(data);
        context.Model.Save(trained, data.Schema, file);
        ITransformer loaded = context.Model.Load(file, out _);

        context.ContextMemory().UseEngine(loaded, new TorchSharpEngine());

        float[][] expected = Scores(trained);
        float[][] found = Scores(loaded);
        Assert.All(expected.Zip(found), pair => Assert.All(pair.First.Zip(pair.Second), score => Assert.Equal(score.First, score.Second, 1e-5)));
        string again = Path.Combine(_folder.FullName, "again.zip");
        context.Model.Save(loaded, data.Schema, again);
        Assert.Equal(Scores(trained), Scores(context.Model.Load(again, out _)));

        float[][] Scores(ITransformer model) =>
            [.. context.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false).Select(row => row.Score)];
    }

    [Fact]
    public void Scoring_names_what_is_wrong_with_the_engine()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(Rows(20));
        ITransformer encoder = context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions { Training = Training }).Fit(data);
        ContextMemoryCatalog catalog = context.ContextMemory();

        Assert.Contains("Device is 'gpu'", Assert.Throws<ArgumentException>(() => catalog.UseEngine(encoder, new TorchSharpEngine { Device = "gpu" })).Message);
        Assert.Contains("'cuda:0' is not there", Assert.Throws<InvalidOperationException>(() => catalog.UseEngine(encoder, new TorchSharpEngine { Device = "cuda:0" })).Message);
        ITransformer other = context.Transforms.CopyColumns("Copy", "Text").Fit(data);
        Assert.Throws<ArgumentException>(() => catalog.UseEngine(other, new TorchSharpEngine()));
    }

    private static IEnumerable<Row> Rows(int count) => Enumerable.Range(0, count).Select(i => new Row
    {
        Topic = i % 2 == 0 ? "fruit" : "cars",
        Text = i % 2 == 0 ? $"apples and pears number {i}" : $"wheels and engines number {i}",
    });

    private string Write(int count)
    {
        string path = Path.Combine(_folder.FullName, "data.tsv");
        File.WriteAllLines(path, Rows(count).Select(row => $"{row.Topic}\t{row.Text}"));
        return path;
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class Row
    {
        public required string Topic { get; init; }

        public required string Text { get; init; }
    }
}
