using System.Text;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>A long text that is nowhere: the same part again and again, in reads of odd lengths. It measures the heap while it is read.</summary>
internal sealed class GeneratedStream(string part, int parts) : Stream
{
    private const long BetweenMeasures = 1 << 20;

    private readonly byte[] _part = Encoding.UTF8.GetBytes(part);
    private long _read;
    private long _measured;
    private long _firstSize;

    /// <summary>The most bytes that the heap has grown since the first MiB was read.</summary>
    public long MostGrown { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Measure();
        int taken = (int)Math.Min(Math.Min(count, 1 + _read % 30_011), (long)parts * _part.Length - _read);
        for (int i = 0; i < taken; i++)
        {
            buffer[offset + i] = _part[(int)((_read + i) % _part.Length)];
        }

        _read += taken;
        return taken;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Measure()
    {
        if (_read - _measured >= BetweenMeasures)
        {
            _measured = _read;
            long size = GC.GetTotalMemory(forceFullCollection: true);
            _firstSize = _firstSize == 0 ? size : _firstSize;
            MostGrown = Math.Max(MostGrown, size - _firstSize);
        }
    }
}
