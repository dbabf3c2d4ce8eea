using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>How much attention goes to earlier segments. The layer never has all of its probabilities at once, so they are computed here again.</summary>
internal sealed class AttentionCollector(TraceOptions options) : LayerCollector
{
    private readonly TokenSeries _shares = new(options.TokenLimit);
    private readonly TopTokens _mostAttended = new(options.Top);

    // What the tokens of the cache have got so far, and which token the first of them is.
    private double[] _received = [];
    private int _firstCached;
    private double _shareSum;
    private long _tokens;

    /// <param name="token">The token of the first query.</param>
    /// <param name="heads">Into which the columns are parted.</param>
    /// <param name="isCausal">Whether a token sees none behind it.</param>
    /// <param name="queries">[rows x size].</param>
    /// <param name="keys">[cached rows + rows x size].</param>
    public void Add(int token, int heads, bool isCausal, Matrix queries, Matrix keys)
    {
        int cached = keys.Rows - queries.Rows;
        MoveCache(token - cached, cached);
        var probabilities = new float[keys.Rows];
        for (int row = 0; row < queries.Rows; row++)
        {
            double share = cached > 0 ? AddRow(heads, queries, keys, row, probabilities.AsSpan(0, isCausal ? cached + row + 1 : keys.Rows)) : 0;
            _shares[token + row] = (float)share;
            _shareSum += share;
        }

        _tokens += queries.Rows;
    }

    public override LayerTrace Finish(int layer, TokenTexts texts)
    {
        OfferReceived(_received.Length);
        return new AttentionTrace
        {
            Layer = layer,
            EarlierShares = _shares.Finish(),
            MeanEarlierShare = _shareSum / _tokens,
            MostAttended = _mostAttended.Finish(texts),
        };
    }

    /// <returns>The share of a row's attention that goes to the cache, as the mean over the heads.</returns>
    private double AddRow(int heads, Matrix queries, Matrix keys, int row, Span<float> probabilities)
    {
        int headSize = queries.Columns / heads;
        double share = 0;
        for (int head = 0; head < heads; head++)
        {
            ReadOnlySpan<float> query = queries.Row(row).Slice(head * headSize, headSize);
            for (int key = 0; key < probabilities.Length; key++)
            {
                probabilities[key] = TensorPrimitives.Dot(query, keys.Row(key).Slice(head * headSize, headSize)) / MathF.Sqrt(headSize);
            }

            TensorPrimitives.Subtract(probabilities, TensorPrimitives.Max<float>(probabilities), probabilities);
            TensorPrimitives.SoftMax(probabilities, probabilities);
            for (int key = 0; key < _received.Length; key++)
            {
                double part = (double)probabilities[key] / heads;
                _received[key] += part;
                share += part;
            }
        }

        return share;
    }

    /// <summary>What falls out of the cache gets no more.</summary>
    private void MoveCache(int first, int count)
    {
        int fallen = Math.Min(first - _firstCached, _received.Length);
        OfferReceived(fallen);
        var received = new double[count];
        _received.AsSpan(fallen).CopyTo(received);
        _received = received;
        _firstCached = first;
    }

    private void OfferReceived(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _mostAttended.Offer(_firstCached + i, _received[i]);
        }
    }
}
