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

    private sealed class Row
    {
        public required string Topic { get; init; }

        public required string Text { get; init; }
    }
}
