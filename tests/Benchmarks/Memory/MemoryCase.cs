using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;

namespace ContextMemory.MLNet.Benchmarks.Memory;

/// <summary>A training whose memory is measured.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Train">Trains on some texts.</param>
/// <param name="Texts">Those to measure with.</param>
/// <param name="Limits">Bounds of memory to measure under beside none, in MiB above what the process has before.</param>
internal sealed record MemoryCase(
    string Name, Func<MLContext, MemoryTexts, TrainingOptions, TrainingReport> Train, MemoryTexts Texts, params int[] Limits)
{
    private static readonly TrainingOptions OneEpoch = new() { Epochs = 1 };
    private static readonly ContextMemoryClassifierOptions Usual = new() { PretrainingEpochs = 1 };

    public static IReadOnlyList<MemoryCase> All { get; } =
    [
        new("classify, defaults, 1,000 x 20 words", Classify(Usual), new(1_000, 20)),
        new("classify, defaults, 200 x 300 words", Classify(Usual), new(200, 300)),
        new("classify, one encoder, 23,000 x 10 words", Classify(Fast()), new(23_000, 10), 120),
        new("classify, 700,000 different words", Classify(Fast(size: 32)), new(20_000, 60, vocabulary: 2_000_000_000), 250),
        new("classify, 6,000,000 different words", Classify(Fast(size: 32)), new(60_000, 120, vocabulary: 2_000_000_000), 300),
        new("classify, 300 labels", Classify(Fast()), new(2_000, 20, labels: 300)),
        new("classify, Attention", Classify(Fast(EncoderKind.Attention)), new(300, 200)),
        new(
            "classify, Attention, 24 layers, segments 1,024, batch 128",
            Classify(Fast(EncoderKind.Attention, layers: 24, segment: 1_024, size: 32), batch: 128),
            new(128, 1_000),
            400),
        new("classify, Lstm, 2 layers of 256", Classify(Fast(EncoderKind.Lstm, layers: 2, size: 256)), new(150, 200)),
        new("classify, AttentionLstm, segments 64", Classify(Fast(EncoderKind.AttentionLstm, segment: 64)), new(150, 400)),
        new("classify, GatedMemory", Classify(Fast(EncoderKind.GatedMemory)), new(300, 200)),
        new("classify, KeyValueMemory, batch 64", Classify(Fast(EncoderKind.KeyValueMemory, layers: 2), batch: 64), new(300, 200)),
        new("multi-label, 50 labels", MultiLabel(Fast()), new(2_000, 30, labels: 50)),
        new("encode, text alone", Encode(), new(1_000, 60)),
        new("entities, 800 x 20 words", Extract(new()), new(800, 20), 150),
        new("entities, 40 x 1,500 words, characters", Extract(new() { Characters = new AttentionOptions { EmbeddingSize = 32 } }), new(40, 1_500)),
        new("summarize, 12 documents", Summarize(), new(12, 400)),
        new("summarize, 400 documents", Summarize(), new(400, 600), 100),
    ];

    /// <summary>Without pretraining and with one encoder: what is measured is the named kind.</summary>
    private static ContextMemoryClassifierOptions Fast(EncoderKind kind = EncoderKind.Gru, int layers = 1, int segment = 256, int size = 128) => new()
    {
        Members = 1,
        PretrainingEpochs = 0,
        AdversarialEpsilon = 0,
        Encoder = KindOptions.Of(
            kind, new { Layers = layers, SegmentLength = segment, EmbeddingSize = size, HiddenSize = size, FeedForwardSize = 2 * size }),
    };

    private static Func<MLContext, MemoryTexts, TrainingOptions, TrainingReport> Classify(ContextMemoryClassifierOptions options, int batch = 0) =>
        (context, texts, training) => context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(options with { Training = training with { BatchSize = batch, AverageEpochs = 1 } })
            .Fit(texts.Labeled(context)).TrainingReport!;

    private static Func<MLContext, MemoryTexts, TrainingOptions, TrainingReport> MultiLabel(ContextMemoryClassifierOptions options) =>
        (context, texts, training) => context.MulticlassClassification.Trainers
            .ContextMemoryMultiLabelClassifier(options with { Training = training })
            .Fit(texts.WithLabels(context)).TrainingReport!;

    private static Func<MLContext, MemoryTexts, TrainingOptions, TrainingReport> Encode() => (context, texts, training) =>
        context.Transforms.ContextMemoryEncode(new() { Training = training }).Fit(texts.Labeled(context)).TrainingReport!;

    private static Func<MLContext, MemoryTexts, TrainingOptions, TrainingReport> Extract(EntityFeatureOptions features) =>
        (context, texts, training) => context.Transforms.Text
            .ContextMemoryExtractEntities(new() { Features = features, Training = training })
            .Fit(texts.Annotated(context)).TrainingReport!;

    private static Func<MLContext, MemoryTexts, TrainingOptions, TrainingReport> Summarize() => (context, texts, training) =>
        context.Transforms.Text
            .ContextMemorySummarize(new() { ReferenceColumnName = "Reference", Training = training })
            .Fit(texts.Summarized(context)).TrainingReport!;

    public TrainingReport Run(MemoryTexts texts, int limitMB) =>
        Train(new MLContext(seed: 1), texts, OneEpoch with { MaxMemoryMB = limitMB, Threads = 2 });
}
