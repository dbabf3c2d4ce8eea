using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Pooling;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers.Pooling;

public sealed class PoolingStateTests
{
    // That of first tokens knows the segments.
    public static TheoryData<string> Kinds => [.. PoolingKinds.Names.Where(name => name != "first")];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pooling_over_segments_equals_pooling_over_the_whole(string kind)
    {
        int[] lengths = [9, 4, 1];
        using var bench = new LayerBench();
        PoolingLayer pooling = PoolingKinds.Create(kind, bench.Layout, 5);
        SequenceBatch whole = LayerBench.Batch(lengths);
        Matrix rows = bench.Memory.Normal(whole.RowCount, 5, 2);
        Matrix upstream = bench.Memory.Normal(3, 5);
        Matrix expectedGradient = bench.Memory.Zeros(whole.RowCount, 5);
        Matrix expected = Pool([(whole, [0, 1, 2], rows, expectedGradient)]);

        foreach (int segmentLength in (int[])[1, 2, 4, 8])
        {
            Matrix gradient = bench.Memory.Zeros(whole.RowCount, 5);
            Matrix actual = Pool(Segments(lengths, segmentLength, rows, gradient));
            Close.Rows(expected, actual, 1e-6, $"segments of {segmentLength}");
            Close.Rows(expectedGradient, gradient, 1e-6, $"gradient in segments of {segmentLength}");
        }

        Matrix Pool((SequenceBatch Batch, int[] Documents, Matrix Rows, Matrix Gradient)[] segments)
        {
            bench.StartLearning();
            Matrix state = bench.Memory.Zeros(3, pooling.StateSize);
            Matrix output = bench.Memory.Zeros(3, 5);
            pooling.Start(state);
            foreach ((SequenceBatch batch, int[] documents, Matrix segment, _) in segments)
            {
                pooling.Add(bench.Pass, batch, documents, segment, state);
            }

            pooling.Finish(state, output);
            foreach ((SequenceBatch batch, int[] documents, Matrix segment, Matrix gradient) in segments.Reverse())
            {
                pooling.Backward(bench.Pass, batch, documents, segment, state, upstream, gradient);
            }

            return output;
        }
    }

    [Fact]
    public void First_takes_the_mean_of_the_first_rows_of_the_segments()
    {
        using var bench = new LayerBench();
        var pooling = new FirstPooling(2);
        Matrix state = bench.Memory.Zeros(1, pooling.StateSize);
        Matrix output = bench.Memory.Zeros(1, 2);
        pooling.Start(state);
        pooling.Add(bench.Pass, LayerBench.Batch(2), [0], bench.Memory.Of(2, 2, [1, 2, 9, 9]), state);
        pooling.Add(bench.Pass, LayerBench.Batch(1), [0], bench.Memory.Of(1, 2, [3, 8]), state);
        pooling.Finish(state, output);
        Assert.Equal([2, 5], output.Span.ToArray());
    }

    [Fact]
    public void Max_takes_the_first_of_equal_values()
    {
        using var bench = new LayerBench();
        var pooling = new MaxPooling(1);
        SequenceBatch batch = LayerBench.Batch(3);
        Matrix rows = bench.Memory.Of(3, 1, [-2, -1, -1]);
        Matrix state = bench.Memory.Zeros(1, pooling.StateSize);
        Matrix gradient = bench.Memory.Zeros(3, 1);
        pooling.Start(state);
        pooling.Add(bench.Pass, batch, [0], rows, state);
        pooling.Backward(bench.Pass, batch, [0], rows, state, bench.Memory.Of(1, 1, [5]), gradient);
        Assert.Equal([0, 5, 0], gradient.Span.ToArray());
    }

    [Fact]
    public void Attention_is_not_upset_by_large_scores()
    {
        using var bench = new LayerBench();
        var pooling = new AttentionPooling(bench.Layout, "pooling.", 2, 1);
        bench.Weights[bench.Parameter("pooling.v")].Span.Fill(1e4f);
        Matrix rows = bench.Memory.Of(3, 2, [-9, -9, 9, 9, 9, 9]);
        bench.Weights[bench.Parameter("pooling.attn.weight")].Span.Fill(1);
        bench.Weights.Changed();
        Matrix state = bench.Memory.Zeros(1, pooling.StateSize);
        Matrix output = bench.Memory.Zeros(1, 2);
        pooling.Start(state);
        pooling.Add(bench.Pass, LayerBench.Batch(3), [0], rows, state);
        pooling.Finish(state, output);
        Close.All([9f, 9f], output.Span, 1e-6, "mean of the rows with the largest score");
    }

    /// <summary>One segment after another, each a batch of its own; their rows are views of the whole.</summary>
    private static (SequenceBatch, int[], Matrix, Matrix)[] Segments(int[] lengths, int segmentLength, Matrix rows, Matrix gradient)
    {
        var segments = new List<(SequenceBatch, int[], Matrix, Matrix)>();
        int offset = 0;
        for (int document = 0; document < lengths.Length; document++)
        {
            for (int start = 0; start < lengths[document]; start += segmentLength)
            {
                int length = Math.Min(segmentLength, lengths[document] - start);
                var batch = new SequenceBatch();
                batch.Set([length], [start]);
                segments.Add((batch, [document], rows.RowRange(offset + start, length), gradient.RowRange(offset + start, length)));
            }

            offset += lengths[document];
        }

        return [.. segments];
    }
}
