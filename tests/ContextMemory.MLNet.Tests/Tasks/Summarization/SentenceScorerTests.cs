using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SentenceScorerTests
{
    private const int VectorSize = 5;
    private const int CueRows = 7;

    // Two documents, of three sentences and of one.
    private static readonly int[][] Cues = [[0, 3], [], [1, 2, 5], [3]];

    [Theory]
    [InlineData(EncoderKind.Lstm, 0)]
    [InlineData(EncoderKind.Lstm, 0.3)]
    [InlineData(EncoderKind.Attention, 0)]
    [InlineData(EncoderKind.Attention, 0.3)]
    [InlineData(EncoderKind.GatedMemory, 0)]
    [InlineData(EncoderKind.KeyValueMemory, 0)]
    public void Gradient_is_exact(EncoderKind kind, double dropout)
    {
        using var bench = new LayerBench();
        EncoderOptions memory = KindOptions.Of(kind, new { EmbeddingSize = 8, HiddenSize = 6, Heads = 2, FeedForwardSize = 12, Dropout = dropout });
        var scorer = new SentenceScorer(bench.Layout, VectorSize, SentenceScorer.Describe(memory, CueRows));
        SequenceBatch documents = LayerBench.Batch(3, 1);
        Matrix vectors = bench.Memory.Normal(documents.RowCount, VectorSize);
        float[] features = bench.Memory.Normal(documents.RowCount, SentenceFeatures.Count).Span.ToArray();
        GradientCheck.Layer(
            bench,
            vectors,
            (pass, input) => scorer.Forward(pass, documents, input, features, Cues),
            (pass, gradient) => scorer.Backward(pass, documents, Cues, gradient));
    }

    [Fact]
    public void Documents_do_not_see_one_another()
    {
        using var bench = new LayerBench();
        var memory = new LstmOptions { EmbeddingSize = 8, HiddenSize = 6 };
        var scorer = new SentenceScorer(bench.Layout, VectorSize, SentenceScorer.Describe(memory, CueRows));
        Matrix vectors = bench.Memory.Normal(4, VectorSize);
        float[] features = bench.Memory.Normal(4, SentenceFeatures.Count).Span.ToArray();
        bench.StartReading();
        float[] together = scorer.Forward(bench.Pass, LayerBench.Batch(3, 1), vectors, features, Cues).Span.ToArray();
        bench.StartReading();
        float[] first = scorer.Forward(
            bench.Pass, LayerBench.Batch(3), vectors.RowRange(0, 3), features.AsSpan(0, 3 * SentenceFeatures.Count), Cues[..3]).Span.ToArray();
        Close.SameBits(together.AsSpan(0, 3), first, "scores of the first document alone");
    }
}
