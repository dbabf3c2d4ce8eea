using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

/// <summary>Which of two markers comes first: they are segments apart, so a word and what is needed of it never stand in one.</summary>
public sealed class HorizonTests
{
    private const int SegmentLength = 8;
    private const int Length = 4 * SegmentLength;

    [Fact]
    [Trait("Category", "Slow")]
    public void What_stands_in_an_earlier_segment_is_learned_where_gradients_reach_it()
    {
        Assert.InRange(Accuracy(horizon: 1), 0.3, 0.7);
        Assert.InRange(Accuracy(horizon: 0), 0.98, 1);
    }

    private static double Accuracy(int horizon)
    {
        var trainer = new ClassificationTrainer
        {
            Encoder = new GruOptions
            {
                EmbeddingSize = 16,
                HiddenSize = 16,
                SegmentLength = SegmentLength,
                Bidirectional = false,
                Pooling = Pooling.Last,
                Dropout = 0,
            },
            CoderBuilder = new VocabularyBuilder(new VocabularyOptions { MinimumCount = 1, HashBuckets = 1 }),
            Training = new TrainingOptions { Effort = Effort.Best, Epochs = 12, Patience = 12, BatchSize = 16, LearningRate = 0.01, Horizon = horizon },
            Seed = 1,
        };
        LabeledText[] test = Texts(200, seed: 3);
        (ClassificationModel model, _) = trainer.Train(Texts(1_000, seed: 1), Texts(100, seed: 2), classes: 2);
        var probabilities = new float[2 * test.Length];
        model.Run([.. test.Select(text => model.Encode(text.Text.Span))], probabilities);
        return probabilities.Chunk(2).Zip(test).Count(pair => TensorPrimitives.IndexOfMax<float>(pair.First) == pair.Second.Labels.Class) / (double)test.Length;
    }

    /// <summary>The last word, too, tells nothing by itself: the second marker is in the segment before the last.</summary>
    private static LabeledText[] Texts(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            string[] words = [.. Enumerable.Range(0, Length).Select(_ => $"w{random.NextInteger(10)}")];
            int label = random.NextInteger(2);
            words[random.NextInteger(SegmentLength)] = label == 0 ? "first" : "second";
            words[(2 * SegmentLength) + random.NextInteger(SegmentLength)] = label == 0 ? "second" : "first";
            return new LabeledText(string.Join(' ', words).AsMemory(), label);
        })];
    }
}
