using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>
/// Multi-head self-attention (Vaswani 2017, section 3.2) over a segment and a cache of earlier ones (Dai 2019, section 3.2), by
/// libtorch's scaled dot product. State: the keys and values that are cached, the latest last.
/// </summary>
/// <param name="name">What the names of its parameters begin with.</param>
/// <param name="size">Of a row.</param>
/// <param name="heads">A divisor of the size.</param>
/// <param name="isCausal">Whether a row sees earlier rows alone.</param>
/// <param name="cacheLength">Rows that are cached at most.</param>
internal sealed class MultiHeadAttention(string name, int size, int heads, bool isCausal, int cacheLength) : MixingLayer
{
    public override IReadOnlyList<long[]> StateShapes { get; } = cacheLength == 0 ? [] : [[cacheLength, 2L * size]];

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        Tensor projected = batch.Pad(pass.Linear($"{name}.in_proj_weight", $"{name}.in_proj_bias", rows));
        Tensor keysAndValues = projected.narrow(2, size, 2L * size);
        int cached = 0;
        if (state.Length > 0)
        {
            cached = Cached(batch.Positions.ToArray().Max());
            keysAndValues = cat([state[0].narrow(1, cacheLength - cached, cached), keysAndValues], 1);
            state[0] = Leave(pass, batch, keysAndValues, cached);
        }

        Tensor attended = nn.functional.scaled_dot_product_attention(
            Heads(projected.narrow(2, 0, size)),
            Heads(keysAndValues.narrow(2, 0, size)),
            Heads(keysAndValues.narrow(2, size, size)),
            Mask(pass, batch, cached));
        return pass.Linear($"{name}.out_proj", batch.Unpad(attended.transpose(1, 2).reshape(batch.Count, batch.Longest, size)));
    }

    private static Tensor Range(Pass pass, int start, int count) => pass.Numbers([.. Enumerable.Range(start, count).Select(number => (long)number)]);

    private int Cached(int position) => Math.Min(cacheLength, position);

    private Tensor Heads(Tensor rows) => rows.reshape(rows.shape[0], rows.shape[1], heads, size / heads).transpose(1, 2);

    /// <summary>[sequences x 1 x queries x keys]: what is seen; null where all is.</summary>
    private Tensor Mask(Pass pass, SequenceShape batch, int cached)
    {
        bool seesAll = batch.AreEven && !isCausal && batch.Positions.IndexOfAnyExcept(batch.Positions[0]) < 0;
        if (seesAll)
        {
            return null!;
        }

        // The keys of a sequence stand together: its cache ends where its own rows begin.
        Tensor keys = Range(pass, 0, cached + batch.Longest).view(1, 1, 1, -1);
        Tensor first = Column([.. batch.Positions.ToArray().Select(position => (long)cached - Cached(position))]);
        Tensor end = Column([.. batch.Lengths.ToArray().Select(length => (long)cached + length)]);
        Tensor seen = keys.ge(first).logical_and(keys.lt(end));
        return isCausal ? seen.logical_and(keys.le(Range(pass, cached, batch.Longest).view(1, 1, -1, 1))) : seen;

        Tensor Column(long[] numbers) => pass.Numbers(numbers).view(-1, 1, 1, 1);
    }

    /// <summary>The last rows of each sequence. Where it has fewer than the cache holds, those before them are never seen.</summary>
    private Tensor Leave(Pass pass, SequenceShape batch, Tensor keysAndValues, int cached)
    {
        Tensor ends = pass.Numbers([.. batch.Lengths.ToArray().Select(length => (long)cached + length)]).unsqueeze(1);
        Tensor kept = ends.Plus(Range(pass, -cacheLength, cacheLength)).clamp_min(Number.Zero);
        return keysAndValues.gather(1, kept.unsqueeze(2).expand(-1, -1, 2L * size));
    }
}
