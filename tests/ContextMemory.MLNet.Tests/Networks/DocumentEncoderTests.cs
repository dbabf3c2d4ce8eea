using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Networks;

public sealed class DocumentEncoderTests
{
    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    // A pretrained transformer reads each segment as a text of its own.
    public static TheoryData<EncoderKind> KindsThatHandOn => [.. EncoderKinds.LearnedFromNothing];

    private const Pooling AllPoolings = Pooling.Mean | Pooling.Max | Pooling.Last | Pooling.Attention;

    /// <summary>What reads forward only, and sees back far enough, reads segments as it reads the whole.</summary>
    [Theory]
    [MemberData(nameof(KindsThatHandOn))]
    public void Documents_read_in_segments_give_the_vectors_of_the_whole(EncoderKind kind)
    {
        EncoderOptions options = Small(kind).With(new { Bidirectional = false, Causal = true, MemoryLength = 20, Layers = 2 });
        using var bench = new LayerBench();
        int[][] documents = RandomDocuments(bench.Memory.Random, 17, 1, 8, 5);
        float[] expected = Encode(bench, options, documents);
        foreach (int segmentLength in (int[])[1, 3, 8])
        {
            using var other = new LayerBench();
            RandomDocuments(other.Memory.Random, 17, 1, 8, 5);
            float[] actual = Encode(other, options with { SegmentLength = segmentLength }, documents);
            Close.All(expected, actual, 2e-6, $"vectors read in segments of {segmentLength}");
        }
    }

    [Fact]
    public void Attention_sees_as_far_back_as_its_memory_reaches()
    {
        // One layer of attention to the last token alone: what lies further back than the memory cannot matter, what it holds does.
        EncoderOptions options = Small(EncoderKind.Attention).With(new { SegmentLength = 4, MemoryLength = 3, Pooling = Pooling.Last, Layers = 1 });
        float[] Read(int changed)
        {
            using var bench = new LayerBench();
            int[] document = [1, 2, 3, 4, 5, 6, 7, 8];
            if (changed >= 0)
            {
                document[changed] = 9;
            }

            return Encode(bench, options, [document]);
        }

        float[] expected = Read(-1);
        Close.SameBits(expected, Read(0), "vector after a change that is out of reach");
        Assert.NotEqual(expected, Read(1));
        Assert.NotEqual(expected, Read(5));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Learning_and_reading_give_the_same_vector_where_nothing_is_dropped(EncoderKind kind)
    {
        using var bench = new LayerBench();
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(Small(kind) with { SegmentLength = 4 }, tableRows: 10));
        DocumentBatch batch = Batch(encoder, RandomDocuments(bench.Memory.Random, 9, 2, 4));
        bench.StartReading();
        float[] read = encoder.Forward(bench.Pass, batch).Span.ToArray();
        bench.StartLearning();
        Close.SameBits(read, encoder.Forward(bench.Pass, batch).Span, "vectors");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Memory_does_not_grow_with_the_length_of_a_document(EncoderKind kind)
    {
        using var bench = new LayerBench();
        EncoderOptions options = Small(kind).With(new { SegmentLength = 16, MemoryLength = 16, EmbeddingSize = 64, HiddenSize = 64, FeedForwardSize = 128 });
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, tableRows: 10));

        // A segment of the batch needs more than the arena's first chunk, so growth would show.
        long CapacityAfter(int length)
        {
            bench.StartReading();
            encoder.Forward(bench.Pass, Batch(encoder, RandomDocuments(bench.Memory.Random, [.. Enumerable.Repeat(length, 10)])));
            return bench.Pass.Arena.Capacity;
        }

        long ofTwoSegments = CapacityAfter(16 * 2);
        Assert.True(ofTwoSegments > 1 << 16);
        Assert.Equal(ofTwoSegments, CapacityAfter(16 * 50));
    }

    [Fact]
    public void Every_segment_drops_others()
    {
        using var bench = new LayerBench();
        EncoderOptions options = Small(EncoderKind.Lstm) with { SegmentLength = 4, Dropout = 0.5 };
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, tableRows: 10));
        DocumentBatch batch = Batch(encoder, [[1, 2, 3, 4, 1, 2, 3, 4]]);
        bench.StartLearning();
        float[] Read(int round) =>
            encoder.ReadSegments(bench.Pass, batch, round, bench.Memory.Copy(encoder.CreateMemory(bench.Pass, batch))).Span.ToArray();

        float[] first = Read(0);
        Assert.NotEqual(first, Read(1));
        Assert.Equal(first, Read(0));
    }

    [Fact]
    public void Size_of_the_vector_is_that_of_all_poolings()
    {
        using var bench = new LayerBench();
        Assert.Equal(4 * 6, new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(Small(EncoderKind.Attention), 3)).OutputSize);
        using var second = new LayerBench();
        EncoderOptions options = Small(EncoderKind.Lstm) with { Pooling = Pooling.Max };
        Assert.Equal(2 * 5, new DocumentEncoder(second.Layout, MemberSpec.OfDocuments(options, 3)).OutputSize);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_learning_step_allocates_nothing_once_it_has_been_done(EncoderKind kind)
    {
        using var bench = new LayerBench();
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(Small(kind) with { SegmentLength = 4, Dropout = 0.1 }, tableRows: 10));
        int[][] documents = RandomDocuments(bench.Memory.Random, 9, 2, 4);
        var batch = new DocumentBatch();
        Assert.Equal(0, Allocation.OfRepeated(Step));

        void Step()
        {
            bench.StartLearning();
            batch.Start(encoder.SegmentLength);
            foreach (int[] document in documents)
            {
                batch.Add(document);
            }

            Matrix output = encoder.Forward(bench.Pass, batch);
            encoder.Backward(bench.Pass, batch, output);
        }
    }

    private static float[] Encode(LayerBench bench, EncoderOptions options, int[][] documents)
    {
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, tableRows: 10));
        bench.StartReading();
        return encoder.Forward(bench.Pass, Batch(encoder, documents)).Span.ToArray();
    }

    private static DocumentBatch Batch(DocumentEncoder encoder, int[][] documents)
    {
        var batch = new DocumentBatch();
        batch.Start(encoder.SegmentLength);
        Array.ForEach(documents, document => batch.Add(document));
        return batch;
    }

    private static int[][] RandomDocuments(RandomStream random, params int[] lengths) =>
        [.. lengths.Select(length => Enumerable.Range(0, length).Select(_ => random.NextInteger(10)).ToArray())];

    private static EncoderOptions Small(EncoderKind kind) => KindOptions.Of(kind, new
    {
        Pooling = AllPoolings,
        EmbeddingSize = 6,
        Heads = 2,
        FeedForwardSize = 7,
        HiddenSize = 5,
        Dropout = 0.0,
    });
}
