using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Tracing.Collecting;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Tracing.Collecting;

public sealed class AttentionCollectorTests
{
    private const int Size = 4;
    private const int Heads = 2;

    private static readonly TokenTexts Texts = new([.. "abcdefg".Select(letter => new LocatedToken($"{letter}".AsMemory(), 0))]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attention_that_prefers_nothing_is_even_over_what_is_seen(bool causal)
    {
        using var bench = new LayerBench();
        var layer = new MultiHeadAttention(bench.Layout, "", Size, Heads, causal, cacheLength: 4);
        bench.Weights[bench.Parameter(".in_proj_weight")].Clear();
        bench.Weights[bench.Parameter(".in_proj_bias")].Clear();
        bench.Weights.Changed();
        var member = new MemberCollector(new TraceOptions());
        Matrix state = bench.Memory.Zeros(1, layer.StateSize);
        bench.StartReading();
        bench.Pass.Observer = member;
        Read(position: 0, rows: 3);
        Read(position: 3, rows: 2);
        Read(position: 5, rows: 2);

        var trace = (AttentionTrace)Assert.Single(member.Finish(Texts).Layers);

        // Of what is seen, the cached tokens: a, b, c at first; then b, c, d, e.
        double[] shares = causal ? [0, 0, 0, 3 / 4.0, 3 / 5.0, 4 / 5.0, 4 / 6.0] : [0, 0, 0, 3 / 5.0, 3 / 5.0, 4 / 6.0, 4 / 6.0];
        Close.All(shares, trace.EarlierShares.ToArray(), 1e-6, "shares");
        Assert.Equal(shares.Average(), trace.MeanEarlierShare, 1e-6);
        double first = (shares[3] + shares[4]) / 3;
        double second = (shares[5] + shares[6]) / 4;
        double[] received = [first, first + second, first + second, second, second];
        Assert.Equal([1, 2], trace.MostAttended.Take(2).Select(token => token.Token).Order());
        Assert.Equal(received.Length, trace.MostAttended.Count);
        Assert.All(trace.MostAttended, token => Assert.Equal(received[token.Token], token.Weight, 1e-6));

        void Read(int position, int rows)
        {
            var batch = new SequenceBatch();
            batch.Set([rows], [position]);
            layer.Forward(bench.Pass, batch, bench.Memory.Normal(rows, Size), state);
        }
    }

    [Fact]
    public void Attention_is_a_softmax_of_products_for_each_head()
    {
        using var memory = new TestMemory();
        Matrix queries = memory.Normal(2, Size);
        Matrix keys = memory.Normal(5, Size);
        var collector = new AttentionCollector(new TraceOptions());
        collector.Add(3, Heads, isCausal: false, queries, keys);

        var trace = (AttentionTrace)collector.Finish(0, Texts);

        double[][] rows = [.. Enumerable.Range(0, 2).Select(row => Enumerable.Range(0, 5).Select(key => Enumerable.Range(0, Heads).Average(head => Probability(row, key, head))).ToArray())];
        Close.All([0, 0, 0, rows[0].Take(3).Sum(), rows[1].Take(3).Sum()], trace.EarlierShares.ToArray(), 1e-6, "shares");
        Assert.All(trace.MostAttended, token => Assert.Equal(rows[0][token.Token] + rows[1][token.Token], token.Weight, 1e-6));
        Assert.Equal(3, trace.MostAttended.Count);

        double Probability(int row, int key, int head) => Power(row, key, head) / Enumerable.Range(0, 5).Sum(other => Power(row, other, head));

        double Power(int row, int key, int head) => Math.Exp(
            Enumerable.Range(head * Size / Heads, Size / Heads).Sum(i => (double)queries[row, i] * keys[key, i]) / Math.Sqrt(Size / Heads));
    }
}
