using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class LayerGradientTests
{
    // Neither size is a whole number of vectors, and one sequence needs two blocks of attention queries (48).
    private const int Size = 6;
    private static readonly SequenceBatch Ragged = LayerBench.Batch(5, 1, 51);

    [Fact]
    public void Of_a_linear_layer_is_exact()
    {
        using var bench = new LayerBench();
        var layer = new Linear(bench.Layout, "linear", 5, 7);
        GradientCheck.Layer(bench, bench.Memory.Normal(3, 5), layer.Forward, layer.Backward);
    }

    [Fact]
    public void Of_layer_normalization_is_exact()
    {
        using var bench = new LayerBench();
        var layer = new LayerNorm(bench.Layout, "norm", 19);
        GradientCheck.Layer(bench, bench.Memory.Normal(3, 19), layer.Forward, layer.Backward);
    }

    [Fact]
    public void Of_a_feed_forward_layer_is_exact()
    {
        using var bench = new LayerBench();
        var layer = new FeedForward(bench.Layout, "", 5, 18);
        GradientCheck.Layer(bench, bench.Memory.Normal(4, 5), layer.Forward, layer.Backward);
    }

    [Fact]
    public void Of_an_additive_score_is_exact()
    {
        using var bench = new LayerBench();
        var layer = new AdditiveScore(bench.Layout, "", 5, 7);
        GradientCheck.Layer(bench, bench.Memory.Normal(4, 5), layer.Forward, layer.Backward);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_self_attention_is_exact(bool causal)
    {
        using var bench = new LayerBench();
        var layer = new MultiHeadAttention(bench.Layout, "attn", Size, heads: 2, causal);
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(Ragged.RowCount, Size),
            (pass, input) => layer.Forward(pass, Ragged, input, state: default),
            (pass, gradient) => layer.Backward(pass, Ragged, gradient, bench.Memory.Zeros(Ragged.Count, 0)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_attention_to_a_memory_is_exact(bool causal)
    {
        // Input and memory are stacked into one input, so that the gradients of both are checked.
        using var bench = new LayerBench();
        SequenceBatch batch = LayerBench.Batch(50, 1, 3);
        SequenceBatch memory = LayerBench.Batch(52, 4, 3);
        int rows = batch.RowCount;
        var layer = new MultiHeadAttention(bench.Layout, "attn", Size, heads: 3, causal);
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(rows + memory.RowCount, Size),
            (pass, both) => layer.Forward(pass, batch, both.RowRange(0, rows), memory, both.RowRange(rows, memory.RowCount)),
            (pass, gradient) =>
            {
                (Matrix input, Matrix memoryGradient) = layer.Backward(pass, batch, memory, gradient);
                Matrix both = bench.Memory.Zeros(rows + memory.RowCount, Size);
                input.CopyTo(both.RowRange(0, rows));
                memoryGradient.CopyTo(both.RowRange(rows, memory.RowCount));
                return both;
            });
    }

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(true, 0.0)]
    [InlineData(false, 0.3)]
    public void Of_an_attention_block_is_exact(bool causal, double dropout)
    {
        using var bench = new LayerBench();
        var layer = LayerFactory.AttentionBlock(bench.Layout, "", Size, heads: 2, innerSize: 9, causal, dropout);
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(Ragged.RowCount, Size),
            (pass, input) => layer.Forward(pass, Ragged, input, state: default),
            (pass, gradient) => layer.Backward(pass, Ragged, gradient, bench.Memory.Zeros(Ragged.Count, 0)));
    }

    [Theory]
    [InlineData(1, false, 0.0)]
    [InlineData(1, true, 0.0)]
    [InlineData(3, true, 0.0)]
    [InlineData(2, true, 0.3)]
    public void Of_an_LSTM_is_exact(int layers, bool bidirectional, double dropout)
    {
        using var bench = new LayerBench();
        CheckRecurrent(bench, LayerFactory.Lstm(bench.Layout, "", 5, Size, layers, bidirectional, dropout));
    }

    [Theory]
    [InlineData(1, false, 0.0)]
    [InlineData(2, true, 0.3)]
    public void Of_a_GRU_is_exact(int layers, bool bidirectional, double dropout)
    {
        using var bench = new LayerBench();
        var layer = LayerFactory.Gru(bench.Layout, "", 5, Size, layers, bidirectional, dropout);
        CheckRecurrent(bench, layer);
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, true, true)]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    public void Of_a_gated_memory_is_exact(int layers, bool bidirectional, bool gatesSeeMemory)
    {
        using var bench = new LayerBench();
        var layer = LayerFactory.GatedMemory(bench.Layout, "", 5, Size, layers, bidirectional, dropout: 0, gatesSeeMemory);
        CheckRecurrent(bench, layer);
    }

    /// <summary>With sequences longer than the chunks in which values are computed again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_a_key_value_memory_is_exact(bool hasGate)
    {
        using var bench = new LayerBench();
        SequenceBatch batch = LayerBench.Batch(35, 1, 16, 17);
        var layer = new KeyValueMemory(bench.Layout, "", Size, slots: 3, hasGate ? 0.0 : null);
        Matrix state = bench.Memory.Normal(batch.Count, layer.StateSize, 0.5);
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(batch.RowCount, Size),
            (pass, input) => layer.Forward(pass, batch, input, bench.Memory.Copy(state)),
            (pass, gradient) => layer.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, layer.StateSize)));
    }

    /// <summary>Gates are neither closed nor open altogether: there they have no slope.</summary>
    [Fact]
    public void Of_a_delta_memory_is_exact()
    {
        using var bench = new LayerBench();
        SequenceBatch batch = LayerBench.Batch(9, 1, 6);
        var layer = new DeltaMemory(bench.Layout, "", Size, heads: 2, writeCost: 0);
        Matrix state = bench.Memory.Normal(batch.Count, layer.StateSize, 0.5);
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(batch.RowCount, Size, 0.5),
            (pass, input) => layer.Forward(pass, batch, input, bench.Memory.Copy(state)),
            (pass, gradient) => layer.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, layer.StateSize)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_attention_with_a_cache_is_exact(bool causal)
    {
        using var bench = new LayerBench();
        var layer = new MultiHeadAttention(bench.Layout, "attn", Size, heads: 2, causal, cacheLength: 4);
        Matrix state = bench.Memory.Normal(Ragged.Count, layer.StateSize);
        for (int i = 0; i < Ragged.Count; i++)
        {
            // A full cache, an empty one, ones between.
            state[i, 0] = BitConverter.Int32BitsToSingle((4 + 3 * i) % 5);
        }

        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(Ragged.RowCount, Size),
            (pass, input) => layer.Forward(pass, Ragged, input, bench.Memory.Copy(state)),
            (pass, gradient) => layer.Backward(pass, Ragged, gradient, bench.Memory.Zeros(Ragged.Count, 0)));
    }

    [Fact]
    public void Of_an_embedding_of_words_and_n_grams_is_exact()
    {
        // Four tokens: one row, the mean of three rows, one of two equal rows, one row that was used before.
        int[] codes = [3, 1, ~4, ~0, 2, ~2, 3];
        using var bench = new LayerBench();
        var layer = new TokenEmbedding(bench.Layout, "embedding", 6, 5);
        GradientCheck.Parameters(
            bench, () => layer.Forward(bench.Pass, codes, 4), gradient => layer.Backward(bench.Pass, codes, gradient));
    }

    [Fact]
    public void Of_learned_positions_that_repeat_is_exact()
    {
        var batch = new SequenceBatch();
        batch.Set([4, 1, 7], [0, 9, 3]);
        using var bench = new LayerBench();
        var layer = new Positions.Learned(bench.Layout, "positions", count: 5, Size);
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(batch.RowCount, Size),
            (pass, input) => layer.Forward(pass, batch, input),
            (pass, gradient) =>
            {
                layer.Backward(pass, batch, gradient);
                return gradient;
            });
    }

    [Fact]
    public void Of_dropout_is_exact()
    {
        using var bench = new LayerBench();
        var layer = new Dropout(0.4);
        GradientCheck.Layer(bench, bench.Memory.Normal(7, 9), layer.Forward, layer.Backward);
    }

    private static void CheckRecurrent(LayerBench bench, RecurrentStack layer)
    {
        SequenceBatch batch = LayerBench.Batch(3, 6, 1, 6, 4);
        Matrix state = bench.Memory.Normal(batch.Count, layer.StateSize, 0.5);
        GradientCheck.Layer(
            bench,
            bench.Memory.Normal(batch.RowCount, 5),
            (pass, input) => layer.Forward(pass, batch, input, bench.Memory.Copy(state)),
            (pass, gradient) => layer.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, 0)));
    }
}
