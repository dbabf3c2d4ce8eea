using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class AttentionTests
{
    private const int Size = 12;

    public static TheoryData<string> Names => KernelNames.All;

    /// <summary>
    /// Against the formula with a whole matrix of probabilities, in double precision, over several blocks of queries and of keys; with
    /// scores of a few units and with scores of hundreds, whose powers are no floats.
    /// </summary>
    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Names))]
    public void Long_sequences_follow_the_formula(string name)
    {
        const int Queries = 130;
        const int Keys = 300;
        const int HeadSize = 5;
        foreach ((bool causal, double deviation) in ((bool, double)[])[(false, 1), (true, 1), (false, 12), (true, 12)])
        {
            using var bench = new LayerBench(KernelFactory.Choose(name));
            TestMemory memory = bench.Memory;
            Matrix queries = memory.Normal(Queries, HeadSize, deviation);
            Matrix keys = memory.Normal(Keys, HeadSize, deviation);
            Matrix values = memory.Normal(Keys, HeadSize);
            Matrix upstream = memory.Normal(Queries, HeadSize);
            Matrix context = memory.Zeros(Queries, HeadSize);
            Matrix queryGradient = memory.Zeros(Queries, HeadSize);
            Matrix keyGradient = memory.Zeros(Keys, HeadSize);
            Matrix valueGradient = memory.Zeros(Keys, HeadSize);
            bench.Pass.KeepsActivations = true;
            var attention = new ScaledDotProduct
            {
                Queries = queries,
                Keys = keys,
                Values = values,
                Context = context,
                LogSums = memory.Zeros(Queries, 1),
                Heads = 1,
                IsCausal = causal,
            };
            attention.Forward(bench.Pass);
            attention.Backward(bench.Pass, upstream, queryGradient, keyGradient, valueGradient);

            var expected = new Expected(queries, keys, values, upstream, causal);
            double tolerance = 2e-6 * deviation;
            AssertClose(expected.Context, context, tolerance);
            AssertClose(expected.QueryGradient, queryGradient, tolerance * deviation);
            AssertClose(expected.KeyGradient, keyGradient, 10 * tolerance * deviation);
            AssertClose(expected.ValueGradient, valueGradient, 10 * tolerance);
        }

        static void AssertClose(double[,] expected, Matrix actual, double tolerance)
        {
            for (int row = 0; row < actual.Rows; row++)
            {
                for (int column = 0; column < actual.Columns; column++)
                {
                    Assert.Equal(expected[row, column], actual[row, column], tolerance);
                }
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

    /// <summary>softmax(Q K^T / sqrt(d)) V and its gradients, by their definitions.</summary>
    private sealed class Expected
    {
        public Expected(Matrix queries, Matrix keys, Matrix values, Matrix upstream, bool causal)
        {
            int size = queries.Columns;
            Context = new double[queries.Rows, size];
            QueryGradient = new double[queries.Rows, size];
            KeyGradient = new double[keys.Rows, size];
            ValueGradient = new double[keys.Rows, size];
            for (int query = 0; query < queries.Rows; query++)
            {
                int visible = causal ? keys.Rows - queries.Rows + query + 1 : keys.Rows;
                double[] scores = [.. Enumerable.Range(0, visible).Select(key => Product(queries, query, keys, key) / Math.Sqrt(size))];
                double largest = scores.Max();
                double[] weights = [.. scores.Select(score => Math.Exp(score - largest))];
                double sum = weights.Sum();
                double[] slopes = [.. Enumerable.Range(0, visible).Select(key => Product(upstream, query, values, key))];
                double mean = weights.Zip(slopes).Sum(pair => pair.First * pair.Second) / sum;
                for (int key = 0; key < visible; key++)
                {
                    double probability = weights[key] / sum;
                    double scoreGradient = probability * (slopes[key] - mean) / Math.Sqrt(size);
                    for (int i = 0; i < size; i++)
                    {
                        Context[query, i] += probability * values[key, i];
                        QueryGradient[query, i] += scoreGradient * keys[key, i];
                        KeyGradient[key, i] += scoreGradient * queries[query, i];
                        ValueGradient[key, i] += probability * upstream[query, i];
                    }
                }
            }
        }

        public double[,] Context { get; }

        public double[,] QueryGradient { get; }

        public double[,] KeyGradient { get; }

        public double[,] ValueGradient { get; }

        private static double Product(Matrix left, int leftRow, Matrix right, int rightRow) =>
            Enumerable.Range(0, left.Columns).Sum(i => (double)left[leftRow, i] * right[rightRow, i]);
    }
}
