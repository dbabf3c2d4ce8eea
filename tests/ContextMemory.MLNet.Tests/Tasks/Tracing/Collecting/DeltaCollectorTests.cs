using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Tracing.Collecting;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Tracing.Collecting;

public sealed class DeltaCollectorTests
{
    private const int Size = 4;

    private static readonly TokenTexts Texts =
        new([.. Enumerable.Range(0, 30).Select(i => new LocatedToken($"{(char)('a' + i)}".AsMemory(), 0))]);

    [Fact]
    public void A_value_is_found_under_its_key_until_another_is_written_there()
    {
        using var memory = new TestMemory();
        Matrix gates = memory.Of(4, 1, [1, 1, 0, 0.5f]);
        Matrix queries = memory.Of(4, 2, [0, 1, 1, 0, 1, 0, 1, 0]);
        Matrix keys = memory.Of(4, 2, [1, 0, 0, 1, 1, 0, 1, 0]);
        Matrix errors = memory.Of(4, 2, [3, 4, 1, 0, float.NaN, float.NaN, 6, 8]);
        var collector = new DeltaCollector(new TraceOptions { QueryTokens = [1, 99] }, heads: 1, headSize: 2);
        collector.Add(0, gates, queries, keys, errors);

        DeltaHeadTrace head = Assert.Single(((DeltaMemoryTrace)collector.Finish(0, Texts)).Heads);

        Assert.Equal([1, 1, 0, 0.5f], head.Gates);
        Assert.Equal(3, head.WrittenTokens);
        Assert.Equal([new(0, "a", 5), new(3, "d", 5), new TokenWeight(1, "b", 1)], head.MostWritten);
        Assert.Equal([(1, "b"), (3, "d")], head.Queries.Select(query => (query.Token, query.Text)));
        Assert.Equal([new TokenWeight(0, "a", 1)], head.Queries[0].Found);
        Assert.Equal([new(3, "d", 0.5), new TokenWeight(0, "a", 0.5)], head.Queries[1].Found);
    }

    [Fact]
    public void Weights_are_those_of_the_values_in_what_is_read()
    {
        const int rows = 25;
        using var memory = new TestMemory();
        Matrix gates = memory.Zeros(rows, 2);
        foreach (ref float gate in gates.Span)
        {
            gate = Math.Clamp((float)(memory.Random.NextDouble() * 1.5 - 0.3), 0, 1);
        }

        Matrix queries = Units(memory, rows);
        Matrix keys = Units(memory, rows);
        var collector = new DeltaCollector(new TraceOptions { Top = rows }, heads: 2, Size);
        collector.Add(0, gates, queries, keys, memory.Zeros(rows, 2 * Size));

        var trace = (DeltaMemoryTrace)collector.Finish(0, Texts);

        for (int head = 0; head < 2; head++)
        {
            // The value of each token has a place of its own, so that what is read tells the weights.
            double[] read = ReadLast(gates, queries, keys, head);
            IReadOnlyList<TokenWeight> found = trace.Heads[head].Queries[^1].Found;
            Assert.All(found, token => Assert.Equal(read[token.Token], token.Weight, 1e-5));
            Assert.Equal(read.Sum(Math.Abs), found.Sum(token => Math.Abs(token.Weight)), 1e-4);
            Assert.InRange(trace.Heads[head].UsedCapacity, 0.9, 1);
        }
    }

    [Fact]
    public void Capacity_is_used_by_keys_that_are_new()
    {
        var collector = new DeltaHeadCollector(new TraceOptions(), Size);
        Add([1, 0, 0, 0], gate: 1);
        Assert.Equal(0.25, Used(), 1e-6);
        Add([1, 0, 0, 0], gate: 1);
        Assert.Equal(0.25, Used(), 1e-6);
        Add([0, 1, 0, 0], gate: 0);
        Assert.Equal(0.25, Used(), 1e-6);
        Add([0, 1, 0, 0], gate: 1);
        Assert.Equal(0.5, Used(), 1e-6);

        // Half of what is under the key stays, and a quarter of its square.
        Add([0, 0, 1, 0], gate: 0.5f);
        Assert.Equal(0.5 + 0.75 / 4, Used(), 1e-6);

        void Add(float[] key, float gate) => collector.Add(0, gate, key, key, key);

        double Used() => collector.Finish(0, Texts).UsedCapacity;
    }

    [Fact]
    public void A_query_finds_the_last_4096_tokens_that_were_written()
    {
        var texts = new TokenTexts([.. Enumerable.Repeat(new LocatedToken("a".AsMemory(), 0), 20_001)]);
        foreach ((int behind, bool isFound) in new[] { (1, true), (4_095, true), (4_096, false), (20_000, false) })
        {
            var collector = new DeltaHeadCollector(new TraceOptions(), size: 2);
            collector.Add(0, gate: 1, [1, 0], [1, 0], [1, 1]);
            for (int i = 1; i <= behind; i++)
            {
                collector.Add(i, gate: 1, [1, 0], [0, 1], [0, 0]);
            }

            Assert.Equal(isFound, collector.Finish(0, texts).Queries[^1].Found.Contains(new TokenWeight(0, "a", 1)));
        }
    }

    [Fact]
    public void Gates_are_those_of_the_layer()
    {
        const int rows = 6;
        using var bench = new LayerBench();
        var layer = new DeltaMemory(bench.Layout, "", 2 * Size, heads: 2, writeCost: 0);
        bench.Weights[bench.Parameter("gate.weight")].Clear();
        Matrix bias = bench.Weights[bench.Parameter("gate.bias")];
        (bias[0, 0], bias[0, 1]) = (-20, 0);
        bench.Weights.Changed();
        var member = new MemberCollector(new TraceOptions());
        Matrix state = bench.Memory.Zeros(1, layer.StateSize);
        bench.StartReading();
        bench.Pass.Observer = member;
        layer.Forward(bench.Pass, LayerBench.Batch(rows), bench.Memory.Normal(rows, 2 * Size), state);

        IReadOnlyList<DeltaHeadTrace> heads = ((DeltaMemoryTrace)Assert.Single(member.Finish(Texts).Layers)).Heads;

        Assert.Equal(Enumerable.Repeat(0f, rows), heads[0].Gates);
        Assert.Equal((0, 0.0, 0, 0), (heads[0].WrittenTokens, heads[0].UsedCapacity, heads[0].MostWritten.Count, heads[0].Queries[^1].Found.Count));
        Assert.Equal(Enumerable.Repeat(0.5f, rows), heads[1].Gates);
        Assert.Equal((rows, rows, rows - 1), (heads[1].WrittenTokens, heads[1].MostWritten.Count, heads[1].Queries[^1].Token));
    }

    private static Matrix Units(TestMemory memory, int rows)
    {
        Matrix vectors = memory.Normal(rows, 2 * Size);
        for (int i = 0; i < 2 * rows; i++)
        {
            Span<float> vector = vectors.Row(i / 2).Slice(i % 2 * Size, Size);
            System.Numerics.Tensors.TensorPrimitives.Divide(vector, System.Numerics.Tensors.TensorPrimitives.Norm<float>(vector), vector);
        }

        return vectors;
    }

    /// <summary>What the query of the last row reads of S = S + g k (v - S' k)', where the value of row t is 1 in place t.</summary>
    private static double[] ReadLast(Matrix gates, Matrix queries, Matrix keys, int head)
    {
        int rows = gates.Rows;
        var matrix = new double[Size, rows];
        for (int row = 0; row < rows; row++)
        {
            for (int place = 0; place < rows; place++)
            {
                double known = Enumerable.Range(0, Size).Sum(k => matrix[k, place] * keys[row, head * Size + k]);
                for (int k = 0; k < Size; k++)
                {
                    matrix[k, place] += gates[row, head] * keys[row, head * Size + k] * ((place == row ? 1 : 0) - known);
                }
            }
        }

        return [.. Enumerable.Range(0, rows).Select(place => Enumerable.Range(0, Size).Sum(k => matrix[k, place] * queries[rows - 1, head * Size + k]))];
    }
}
