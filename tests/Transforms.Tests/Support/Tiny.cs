using ContextMemory.MLNet;
using ContextMemory.MLNet.Tests.Support;

namespace Transforms.Tests.Support;

/// <summary>Options that train in milliseconds.</summary>
internal static class Tiny
{
    public static VocabularyOptions Vocabulary { get; } = new() { HashBuckets = 32 };

    public static TrainingOptions Training { get; } = new() { Effort = Effort.Best, Epochs = 1, Threads = 1, LearningRate = 0.01 };

    public static ContextMemoryClassifierOptions Classifier { get; } = new()
    {
        Encoder = Encoder(EncoderKind.Lstm),
        Vocabulary = Vocabulary,
        Training = Training,
        PretrainingEpochs = 0,
    };

    public static ContextMemoryExtractEntitiesOptions Entities { get; } = new()
    {
        Encoder = Encoder(EncoderKind.Lstm),
        Features = new() { HashBuckets = 32 },
        Training = Training,
    };

    public static ContextMemorySummarizeOptions Summaries { get; } = new()
    {
        ReferenceColumnName = "Topic",
        Limits = new() { Sentences = 1 },
        Encoder = Encoder(EncoderKind.Gru),
        Memory = Encoder(EncoderKind.Lstm),
        Vocabulary = Vocabulary,
        Training = Training,
    };

    public static ContextMemoryEncodeOptions Encode { get; } = new()
    {
        Encoder = Encoder(EncoderKind.Attention),
        Vocabulary = Vocabulary,
        Training = Training,
        AdversarialEpsilon = 0,
        PretrainingEpochs = 0,
    };

    public static EncoderOptions Encoder(EncoderKind kind) => KindOptions.Of(kind, new
    {
        EmbeddingSize = 8,
        HiddenSize = 8,
        Heads = 2,
        FeedForwardSize = 16,
        Pooling = Pooling.Mean,
        SegmentLength = 16,
        Path = TinyPretrained.Folder,
    });
}
