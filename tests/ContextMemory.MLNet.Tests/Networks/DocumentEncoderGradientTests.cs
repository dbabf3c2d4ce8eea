using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Networks;

public sealed class DocumentEncoderGradientTests
{
    private const int TableRows = 9;
    private const Pooling AllPoolings = Pooling.Mean | Pooling.Max | Pooling.Last | Pooling.Attention;

    // Words and tokens of several n-grams; lengths 5, 1, 7.
    private static readonly int[][] Documents = [[2, 3, 4, ~5, 2, 8], [7], [1, 6, ~7, ~8, 0, 3, 3, 5, 2]];

    public static TheoryData<EncoderKind, Pooling, int, bool, double> Configurations()
    {
        var data = new TheoryData<EncoderKind, Pooling, int, bool, double>();
        foreach (EncoderKind kind in EncoderKinds.Own)
        {
            foreach (Pooling pooling in (Pooling[])[Pooling.Mean, Pooling.Max, Pooling.Last, Pooling.Attention, Pooling.First, AllPoolings])
            {
                data.Add(kind, pooling, 1, false, 0);
                data.Add(kind, pooling, 2, true, 0);
            }

            // Without the maximum: its kinks lie too close where activations are dropped.
            data.Add(kind, AllPoolings & ~Pooling.Max, 2, true, 0.3);
        }

        return data;
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Configurations))]
    public void Of_documents_of_one_segment_is_exact(EncoderKind kind, Pooling pooling, int layers, bool bidirectional, double dropout)
    {
        EncoderOptions options = Options(kind, pooling).With(new { Layers = layers, Bidirectional = bidirectional, Dropout = dropout });
        CheckExact(options);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_attention_with_learned_positions_is_exact(bool causal) => CheckExact(Options(EncoderKind.Attention, Pooling.Mean).With(new
    {
        Positions = PositionalEncoding.Learned,
        LearnedPositions = 4,
        Causal = causal,
    }));

    [Theory]
    [InlineData(Pooling.Mean, 0.0)]
    [InlineData(AllPoolings, 0.0)]
    [InlineData(AllPoolings, 0.3)]
    public void Of_segments_that_hand_nothing_on_is_exact(Pooling pooling, double dropout) =>
        CheckExact(Options(EncoderKind.Attention, pooling).With(new { SegmentLength = 3, MemoryLength = 0, Dropout = dropout }));

    [Theory]
    [InlineData(EncoderKind.Gru, 16)]
    [InlineData(EncoderKind.Attention, 3)]
    public void Of_tokens_by_themselves_is_added_to_that_of_documents(EncoderKind kind, int segmentLength)
    {
        using var bench = new LayerBench();
        EncoderOptions options = Options(kind, AllPoolings).With(new { SegmentLength = segmentLength, MemoryLength = 0 });
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, TableRows));
        DocumentBatch batch = Batch(encoder);
        bench.StartLearning();
        Matrix output = bench.Memory.Copy(encoder.Forward(bench.Pass, batch));
        Matrix upstream = bench.Memory.Normal(output.Rows, output.Columns);
        var tokenUpstream = new List<Matrix>();
        encoder.Backward(bench.Pass, batch, bench.Memory.Copy(upstream), (tokens, gradient) =>
        {
            tokenUpstream.Add(bench.Memory.Normal(tokens.Rows, tokens.Columns));
            bench.Pass.Kernels.Add(tokenUpstream[^1].Span, gradient.Span);
        });
        Assert.Equal(batch.Rounds, tokenUpstream.Count);
        GradientCheck.Gradients(bench, GradientCheck.Copy(bench), Loss);

        double Loss()
        {
            bench.StartLearning();
            double loss = GradientCheck.Weighted(encoder.Forward(bench.Pass, batch), upstream);
            for (int round = 0; round < batch.Rounds; round++)
            {
                bench.StartLearning();
                Matrix memory = encoder.CreateMemory(bench.Pass, batch);
                loss += GradientCheck.Weighted(encoder.ReadSegments(bench.Pass, batch, round, memory), tokenUpstream[round]);
            }

            return loss;
        }
    }

    [Theory]
    [MemberData(nameof(HandingOn))]
    public void Of_segments_within_the_horizon_is_exact(EncoderKind kind, int layers, bool bidirectional, double dropout) =>
        CheckExact(
            Options(kind, AllPoolings & ~Pooling.Max).With(new
            {
                SegmentLength = 3,
                MemoryLength = 4,
                Layers = layers,
                Bidirectional = bidirectional,
                Dropout = dropout,
            }),
            horizon: 3);

    public static TheoryData<EncoderKind, int, bool, double> HandingOn()
    {
        var data = new TheoryData<EncoderKind, int, bool, double>();
        foreach (EncoderKind kind in EncoderKinds.Own)
        {
            data.Add(kind, 1, false, 0);
            data.Add(kind, 2, true, 0);
            data.Add(kind, 2, true, 0.3);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(HandingOn))]
    public void Of_segments_that_hand_on_a_state_takes_it_for_a_constant(EncoderKind kind, int layers, bool bidirectional, double dropout) =>
        CheckWindows(kind, layers, bidirectional, dropout, horizon: 1);

    [Theory]
    [MemberData(nameof(HandingOn))]
    public void Of_windows_of_segments_takes_what_a_window_starts_from_for_a_constant(EncoderKind kind, int layers, bool bidirectional, double dropout) =>
        CheckWindows(kind, layers, bidirectional, dropout, horizon: 2);

    private static void CheckWindows(EncoderKind kind, int layers, bool bidirectional, double dropout, int horizon)
    {
        EncoderOptions options = Options(kind, Pooling.Mean).With(new
        {
            SegmentLength = 3,
            MemoryLength = 4,
            Layers = layers,
            Bidirectional = bidirectional,
            Dropout = dropout,
        });
        using var bench = new LayerBench();
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, TableRows));
        DocumentBatch batch = Batch(encoder, horizon);
        Assert.Equal(3, batch.Rounds);
        bench.StartLearning();
        Matrix output = bench.Memory.Copy(encoder.Forward(bench.Pass, batch));
        Matrix upstream = bench.Memory.Normal(output.Rows, output.Columns);
        encoder.Backward(bench.Pass, batch, bench.Memory.Copy(upstream));
        Dictionary<Parameter, Matrix> gradients = GradientCheck.Copy(bench);

        Matrix[] statesBefore = new Matrix[batch.Rounds];
        Matrix state = bench.Memory.Copy(encoder.CreateMemory(bench.Pass, batch));
        for (int round = 0; round < batch.Rounds; round++)
        {
            statesBefore[round] = bench.Memory.Copy(state);
            bench.StartLearning();
            encoder.ReadSegments(bench.Pass, batch, round, state);
        }

        Assert.NotEqual(0, state[0, 0]);
        GradientCheck.Gradients(bench, gradients, LossWithConstantStates);

        double LossWithConstantStates()
        {
            Matrix means = bench.Memory.Zeros(output.Rows, output.Columns);
            Matrix current = statesBefore[0];
            for (int round = 0; round < batch.Rounds; round++)
            {
                bench.StartLearning();

                // The last window ends with the documents.
                bool startsWindow = (batch.Rounds - round) % horizon == 0;
                current = startsWindow || round == 0 ? bench.Memory.Copy(statesBefore[round]) : current;
                Matrix rows = encoder.ReadSegments(bench.Pass, batch, round, current);
                for (int i = 0; i < batch.Sequences.Count; i++)
                {
                    int document = batch.Documents[i];
                    for (int row = 0; row < batch.Sequences.Length(i); row++)
                    {
                        float share = 1f / Length(Documents[document]);
                        bench.Pass.Kernels.AddScaled(share, rows.Row(batch.Sequences.Offset(i) + row), means.Row(document));
                    }
                }
            }

            return GradientCheck.Weighted(means, upstream);
        }
    }

    [Theory]
    [InlineData(EncoderKind.Attention)]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.KeyValueMemory)]
    public void A_second_reading_drops_the_same_activations(EncoderKind kind)
    {
        using var bench = new LayerBench();
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(Options(kind, Pooling.Mean) with { SegmentLength = 512, Dropout = 0.5 }, TableRows));
        var batch = new DocumentBatch();
        batch.Start(encoder.SegmentLength);
        for (int document = 0; document < 3; document++)
        {
            // Long enough that encoders do not read all of them together.
            batch.Add(Enumerable.Range(document, 300).Select(i => 2 + i % (TableRows - 2)).ToArray());
        }

        Matrix first = Read(keepsActivations: false);
        Matrix second = Read(keepsActivations: true);

        Close.SameBits(first.Span, second.Span, "rows");

        Matrix Read(bool keepsActivations)
        {
            bench.StartLearning();
            bench.Pass.KeepsActivations = keepsActivations;
            return bench.Memory.Copy(encoder.ReadSegments(bench.Pass, batch, 0, encoder.CreateMemory(bench.Pass, batch)));
        }
    }

    private static void CheckExact(EncoderOptions options, int horizon = 1)
    {
        using var bench = new LayerBench();
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, TableRows));
        DocumentBatch batch = Batch(encoder, horizon);
        GradientCheck.Parameters(
            bench, () => encoder.Forward(bench.Pass, batch), gradient => encoder.Backward(bench.Pass, batch, gradient));
    }

    private static DocumentBatch Batch(DocumentEncoder encoder, int horizon = 1)
    {
        var batch = new DocumentBatch();
        batch.Start(encoder.SegmentLength, horizon);
        Array.ForEach(Documents, document => batch.Add(document));
        return batch;
    }

    private static int Length(int[] codes) => codes.Count(code => code >= 0);

    private static EncoderOptions Options(EncoderKind kind, Pooling pooling) => KindOptions.Of(kind, new
    {
        Pooling = pooling,
        EmbeddingSize = 6,
        Heads = 2,
        FeedForwardSize = 7,
        HiddenSize = 5,
        Dropout = 0.0,
        TrainsVocabulary = true,
        Memory = (EncoderKind?)EncoderKind.Gru,
    });
}
