using ContextMemory.MLNet;
using Microsoft.ML;

namespace Transforms.Tests.Support;

/// <summary>Classifiers that have learned their task, for tests that look at what they say; each trained once.</summary>
internal static class Learned
{
    public const int RowCount = 120;

    public static IDataView Train { get; } = Messages.Load(new MLContext(1), RowCount);

    /// <summary>Other rows, with keys in the order of the training rows.</summary>
    public static IDataView Test { get; } = LoadTest(new MLContext(1));

    private static readonly Lazy<ContextMemoryMulticlassTransformer> LazyMulticlass =
        new(() => MulticlassTrainer(new MLContext(1)).Fit(Train));

    private static readonly Lazy<ContextMemoryBinaryTransformer> LazyBinary = new(() => BinaryTrainer(new MLContext(1)).Fit(Train));

    public static TrainingOptions Training { get; } = Tiny.Training with { Epochs = 6, LearningRate = 0.03, BatchSize = 8 };

    public static ContextMemoryMulticlassTransformer Multiclass => LazyMulticlass.Value;

    public static ContextMemoryBinaryTransformer Binary => LazyBinary.Value;

    public static ContextMemoryMulticlassTrainer MulticlassTrainer(MLContext context) =>
        context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { Training = Training });

    public static ContextMemoryBinaryTrainer BinaryTrainer(MLContext context) =>
        context.BinaryClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { Training = Training, LabelColumnName = nameof(Message.IsBilling) });

    private static IDataView LoadTest(MLContext context)
    {
        IDataView train = context.Data.LoadFromEnumerable(Messages.Make(RowCount));
        IDataView test = context.Data.LoadFromEnumerable(Messages.Make(80, seed: 2));
        return context.Transforms.Conversion.MapValueToKey("Label", nameof(Message.Topic)).Fit(train).Transform(test);
    }
}
