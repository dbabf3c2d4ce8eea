using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class AttentionTests
{
    private const int Size = 12;

    public static TheoryData<string> Names => KernelNames.All;

    /// <summary>Against the formula with a whole matrix of probabilities, in double precision, over several blocks of queries.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Long_sequences_follow_the_formula(string name)
    {
        const int Queries = 130;
        const int Keys = 133;
        const int HeadSize = 5;
        using var bench = new LayerBench(KernelFactory.Choose(name));
        TestMemory memory = bench.Memory;
        foreach (bool causal in (bool[])[false, true])
        {
            Matrix queries = memory.Normal(Queries, HeadSize);
            Matrix keys = memory.Normal(Keys, HeadSize);
            Matrix values = memory.Normal(Keys, HeadSize);
            Matrix context = memory.Zeros(Queries, HeadSize);
            new ScaledDotProduct
            {
                Queries = queries,
                Keys = keys,
                Values = values,
                Context = context,
                LogSums = memory.Zeros(Queries, 1),
                Heads = 1,
                IsCausal = causal,
            }.Forward(bench.Pass);
            for (int query = 0; query < Queries; query++)
            {
                int visible = causal ? Keys - Queries + query + 1 : Keys;
                Close.All(Expected(queries.Row(query), keys, values, visible), context.Row(query), 1e-6, $"query {query}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sequence_does_not_see_the_others(bool causal)
    {
        using var bench = new LayerBench();
        var attention = new MultiHeadAttention(bench.Layout, "attn", Size, heads: 3, causal);
        int[] lengths = [7, 60, 1, 13];
        SequenceBatch batch = LayerBench.Batch(lengths);
        Matrix input = bench.Memory.Normal(batch.RowCount, Size);
        bench.StartReading();
        Matrix together = bench.Memory.Copy(attention.Forward(bench.Pass, batch, input, state: default));
        for (int sequence = 0; sequence < lengths.Length; sequence++)
        {
            Matrix rows = input.RowRange(batch.Offset(sequence), lengths[sequence]);
            Matrix alone = attention.Forward(bench.Pass, LayerBench.Batch(lengths[sequence]), rows, state: default);
            Close.SameBits(together.RowRange(batch.Offset(sequence), lengths[sequence]).Span, alone.Span, $"sequence {sequence}");
        }
    }

    [Fact]
    public void A_causal_row_does_not_see_later_ones()
    {
        using var bench = new LayerBench();
        var attention = new MultiHeadAttention(bench.Layout, "attn", Size, heads: 3, causal: true);
        Matrix input = bench.Memory.Normal(60, Size);
        bench.StartReading();
        Matrix whole = bench.Memory.Copy(attention.Forward(bench.Pass, LayerBench.Batch(60), input, state: default));
        foreach (int length in (int[])[1, 10, 48, 49, 59])
        {
            Matrix start = attention.Forward(bench.Pass, LayerBench.Batch(length), input.RowRange(0, length), state: default);
            Close.SameBits(whole.RowRange(0, length).Span, start.Span, $"first {length} rows");
        }
    }

    private static double[] Expected(ReadOnlySpan<float> query, Matrix keys, Matrix values, int visible)
    {
        var scores = new double[visible];
        for (int key = 0; key < visible; key++)
        {
            for (int i = 0; i < query.Length; i++)
            {
                scores[key] += (double)query[i] * keys[key, i] / Math.Sqrt(query.Length);
            }
        }

        double[] weights = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
        double sum = weights.Sum();
        var context = new double[values.Columns];
        for (int key = 0; key < visible; key++)
        {
            for (int i = 0; i < context.Length; i++)
            {
                context[i] += weights[key] / sum * values[key, i];
            }
        }

        return context;
    }
}
