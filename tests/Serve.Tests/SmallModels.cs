using ContextMemory.MLNet;
using Microsoft.ML;

namespace Serve.Tests;

/// <summary>Model files that are made in a moment.</summary>
internal static class SmallModels
{
    public const string Text = "my parcel was late";

    public static ContextMemoryMulticlassTransformer Classifier(string path, int seed)
    {
        var context = new MLContext(seed);
        IDataView rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i => i % 2 == 0
            ? new Row { Text = $"the parcel came late {i}", Topic = "delivery" }
            : new Row { Text = $"the invoice was charged twice {i}", Topic = "billing" }));
        IDataView labeled = context.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Topic)).Fit(rows).Transform(rows);
        ContextMemoryMulticlassTransformer model = context.MulticlassClassification.Trainers.ContextMemoryClassifier(new ContextMemoryClassifierOptions
        {
            Encoder = new GruOptions { EmbeddingSize = 8, HiddenSize = 8 },
            Training = new() { Effort = Effort.Fast, Epochs = 2, Threads = 1 },
            PretrainingEpochs = 0,
        }).Fit(labeled);
        context.Model.Save(model, labeled.Schema, path);
        return model;
    }

    public static void Extractor(string path)
    {
        var context = new MLContext(1);
        IDataView rows = context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(i =>
            new AnnotatedDocument($"Send parcel {i} to Anna.", new EntitySpan($"Send parcel {i} to ".Length, 4, "PERSON"))));
        context.Model.Save(
            context.Transforms.Text.ContextMemoryExtractEntities(new ContextMemoryExtractEntitiesOptions
            {
                Encoder = new LstmOptions { EmbeddingSize = 8, HiddenSize = 8 },
                Training = new() { Effort = Effort.Fast, Epochs = 20, Threads = 1, LearningRate = 0.03 },
            }).Fit(rows),
            rows.Schema,
            path);
    }

    public static void Summarizer(string path)
    {
        var context = new MLContext(1);
        IDataView rows = context.Data.LoadFromEnumerable([new Row { Text = "One. Two." }]);
        context.Model.Save(context.Transforms.Text.ContextMemorySummarize(sentences: 1, method: SummaryMethod.Lead).Fit(rows), rows.Schema, path);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Topic { get; set; } = "";
    }
}
