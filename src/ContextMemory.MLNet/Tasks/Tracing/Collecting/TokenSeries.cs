namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>A value for each of the first tokens, set in any order.</summary>
internal sealed class TokenSeries(int limit)
{
    private float[] _values = [];
    private int _count;

    public float this[int token]
    {
        set
        {
            if (token >= limit)
            {
                return;
            }

            if (token >= _values.Length)
            {
                Array.Resize(ref _values, Math.Min(limit, Math.Max(token + 1, 2 * _values.Length)));
            }

            _values[token] = value;
            _count = Math.Max(_count, token + 1);
        }
    }

    public float[] Finish() => _values[.._count];
}
