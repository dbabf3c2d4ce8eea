namespace ContextMemory.MLNet.Tests.Support;

/// <summary>A long text that is nowhere: the same part again and again, in reads of odd lengths. It measures the heap while it is read.</summary>
internal sealed class GeneratedText(string part, long length) : TextReader
{
    private const long BetweenMeasures = 1 << 20;

    private long _read;
    private long _measured;

    /// <summary>The most bytes that the heap has grown since the first read.</summary>
    public long MostGrown { get; private set; }

    /// <summary>How many UTF-16 units have been read.</summary>
    public long Length => _read;

    private long FirstSize { get; set; }

    public override int Read(Span<char> buffer)
    {
        Measure();
        int count = (int)Math.Min(Math.Min(buffer.Length, 1 + _read % 3_001), length - _read);
        for (int i = 0; i < count; i++)
        {
            buffer[i] = part[(int)((_read + i) % part.Length)];
        }

        _read += count;
        return count;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    private void Measure()
    {
        if (_read == 0)
        {
            FirstSize = GC.GetTotalMemory(forceFullCollection: true);
        }
        else if (_read - _measured >= BetweenMeasures)
        {
            _measured = _read;
            MostGrown = Math.Max(MostGrown, GC.GetTotalMemory(forceFullCollection: true) - FirstSize);
        }
    }
}
