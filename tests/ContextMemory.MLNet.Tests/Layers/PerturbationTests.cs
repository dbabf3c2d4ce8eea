using System.Numerics.Tensors;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class PerturbationTests
{
    private const float Epsilon = 0.1f;

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    [Fact]
    public void Each_sequence_is_moved_along_its_gradient_by_a_share_of_its_length()
    {
        using var memory = new TestMemory(1);
        var sequences = new SequenceBatch();
        sequences.Set([3, 1, 2], [0, 0, 0]);
        Matrix vectors = memory.Normal(6, 5);
        Matrix gradient = memory.Normal(6, 5);
        gradient.Row(3).Clear();
        float[] before = vectors.Span.ToArray();

        var perturbation = new Perturbation(Epsilon);
        perturbation.Start();
        perturbation.Forward(sequences, vectors);
        Assert.Equal(before, vectors.Span.ToArray());
        perturbation.Backward(sequences, gradient);
        perturbation.Forward(sequences, vectors);

        foreach ((int start, int count) in ((int, int)[])[(0, 15), (20, 10)])
        {
            float[] move = [.. Enumerable.Range(start, count).Select(i => vectors.Span[i] - before[i])];
            Assert.Equal(Epsilon * TensorPrimitives.Norm<float>(before.AsSpan(start, count)), TensorPrimitives.Norm<float>(move), 1e-5f);
            Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(move, gradient.Span.Slice(start, count)), 1e-5f);
        }

        // Where there is no gradient there is no way to go.
        Assert.Equal(before[15..20], vectors.Row(3).ToArray());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_learned_from_the_second_time_is_harder(EncoderKind kind)
    {
        using var bench = new LayerBench();
        EncoderOptions options = ToyTexts.SmallEncoder(kind) with { SegmentLength = 4, Dropout = 0.2 };
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, tableRows: 20));
        var documents = new DocumentBatch();
        documents.Start(options.SegmentLength);
        documents.Add(new[] { 3, 7, 4 });
        documents.Add(new[] { 9, 4, 11, 5, 8, 2, 7, 19, 3 });
        var perturbation = new Perturbation(Epsilon);
        perturbation.Start();

        // The loss is a product with the documents' vectors: not their sum, which layer norm keeps at zero.
        ReadOnlySpan<float> factors = bench.Memory.Normal(documents.Count, encoder.OutputSize).Span;
        float[] losses = new float[3];
        for (int time = 0; time < losses.Length; time++)
        {
            bench.StartLearning();
            bench.Pass.Perturbation = time < 2 ? perturbation : null;
            Matrix vectors = encoder.Forward(bench.Pass, documents);
            losses[time] = TensorPrimitives.Dot(vectors.Span, factors);
            factors.CopyTo(vectors.Span);
            encoder.Backward(bench.Pass, documents, vectors);
        }

        Assert.True(losses[1] > losses[0] + 1e-3f, $"{losses[1]} is not above {losses[0]}.");
        Assert.Equal(losses[0], losses[2]);
    }
}
