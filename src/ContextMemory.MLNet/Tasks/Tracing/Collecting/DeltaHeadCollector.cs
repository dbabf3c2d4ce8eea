using System.Numerics.Tensors;

namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>
/// What one head of an associative memory writes and finds. The memory S = (1 - g k k') S + g k v' of all tokens in turn is a sum over what was written: of
/// g k v', with what later tokens took from it. A query therefore finds the value of a token by a weight.
/// </summary>
internal sealed class DeltaHeadCollector
{
    // Written tokens that a query looks through.
    private const int Searched = 4_096;

    private readonly TraceOptions _options;
    private readonly HashSet<int> _asked;
    private readonly TokenSeries _gates;
    private readonly TopTokens _mostWritten;
    private readonly List<(int Token, float Gate, float[] Key)> _written = [];
    private readonly List<(int Token, TopTokens Found)> _queries = [];
    private readonly float[] _query;
    private readonly float[] _known;

    // What the writes leave of an earlier memory: the product of all (1 - g k k'), [size x size].
    private readonly float[] _left;
    private int _writtenCount;
    private int _lastToken;

    public DeltaHeadCollector(TraceOptions options, int size)
    {
        _options = options;
        _asked = [.. options.QueryTokens];
        _gates = new TokenSeries(options.TokenLimit);
        _mostWritten = new TopTokens(options.Top);
        _query = new float[size];
        _known = new float[size];
        _left = new float[size * size];
        for (int i = 0; i < size; i++)
        {
            _left[i * size + i] = 1;
        }
    }

    private int Size => _query.Length;

    public void Add(int token, float gate, ReadOnlySpan<float> query, ReadOnlySpan<float> key, ReadOnlySpan<float> error)
    {
        _gates[token] = gate;
        if (gate > 0)
        {
            _writtenCount++;
            _mostWritten.Offer(token, gate * TensorPrimitives.Norm(error));
            Replace(gate, key);
            Keep(token, gate, key);
        }

        query.CopyTo(_query);
        _lastToken = token;
        if (_asked.Contains(token))
        {
            _queries.Add((token, Find()));
        }
    }

    public DeltaHeadTrace Finish(int head, TokenTexts texts)
    {
        IEnumerable<(int Token, TopTokens Found)> queries = _asked.Contains(_lastToken) ? _queries : [.. _queries, (_lastToken, Find())];
        return new DeltaHeadTrace
        {
            Head = head,
            Gates = _gates.Finish(),
            WrittenTokens = _writtenCount,
            UsedCapacity = Math.Max(0, 1 - TensorPrimitives.SumOfSquares<float>(_left) / Size),
            MostWritten = _mostWritten.Finish(texts),
            Queries = [.. queries.Select(query => new DeltaQueryTrace { Token = query.Token, Text = texts[query.Token], Found = query.Found.Finish(texts) })],
        };
    }

    private void Replace(float gate, ReadOnlySpan<float> key)
    {
        Array.Clear(_known);
        for (int i = 0; i < Size; i++)
        {
            TensorPrimitives.MultiplyAdd(Row(i), key[i], _known, _known);
        }

        for (int i = 0; i < Size; i++)
        {
            TensorPrimitives.MultiplyAdd(_known, -gate * key[i], Row(i), Row(i));
        }
    }

    private void Keep(int token, float gate, ReadOnlySpan<float> key)
    {
        _written.Add((token, gate, key.ToArray()));
        if (_written.Count == 2 * Searched)
        {
            _written.RemoveRange(0, Searched);
        }
    }

    /// <summary>What the query finds, from the token that was written last back to the first: each takes its part of the query.</summary>
    private TopTokens Find()
    {
        var found = new TopTokens(_options.Top);
        float[] rest = [.. _query];
        for (int i = _written.Count - 1; i >= Math.Max(0, _written.Count - Searched); i--)
        {
            (int token, float gate, float[] key) = _written[i];
            float weight = gate * TensorPrimitives.Dot<float>(rest, key);
            found.Offer(token, weight);
            TensorPrimitives.MultiplyAdd(key, -weight, rest, rest);
        }

        return found;
    }

    private Span<float> Row(int row) => _left.AsSpan(row * Size, Size);
}
