using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// The lines of a file that begin within a range of its bytes. Ranges that follow one another have each line once: one that crosses the end
/// of a range is all in it. Where the range does not begin with the file, the bytes begin with the line end before the first line.
/// </summary>
internal sealed class ByteRange : ForwardStream
{
    private const byte LineEnd = (byte)'\n';

    private readonly FileStream _file;
    private readonly long _end;
    private bool _hasEnded;

    /// <param name="file">The file, which is closed with this.</param>
    /// <param name="start">Where the range begins.</param>
    /// <param name="end">The byte after it.</param>
    public ByteRange(FileStream file, long start, long end)
    {
        _file = file;
        _end = end;

        // The line end before a range's first byte belongs to the line before: the first line may begin with that byte.
        file.Position = Math.Max(0, start - 1);
        GoesOn = start > 0;
        if (GoesOn)
        {
            SkipToLineEnd();
            First = file.Position + 1;
        }

        _hasEnded = First >= end;
    }

    /// <summary>Whether lines are before those of the range.</summary>
    public bool GoesOn { get; }

    /// <summary>Where the first line begins.</summary>
    public long First { get; }

    public override int Read(Span<byte> buffer)
    {
        if (_hasEnded || buffer.IsEmpty)
        {
            return 0;
        }

        // The byte before the end may be a line end: lines are cut from there on.
        long position = _file.Position;
        int read = position < _end - 1 ? _file.Read(buffer[..(int)Math.Min(buffer.Length, _end - 1 - position)]) : ReadToLineEnd(buffer);
        _hasEnded |= read == 0;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ReadToLineEnd(Span<byte> buffer)
    {
        int read = _file.Read(buffer);
        int end = buffer[..read].IndexOf(LineEnd);
        if (end < 0)
        {
            return read;
        }

        _hasEnded = true;
        return end + 1;
    }

    /// <summary>Leaves the file at the next line end, or at its end where there is none.</summary>
    private void SkipToLineEnd()
    {
        Span<byte> buffer = stackalloc byte[1 << 12];
        while (_file.Read(buffer) is var read and > 0)
        {
            int end = buffer[..read].IndexOf(LineEnd);
            if (end >= 0)
            {
                _file.Position += end - read;
                return;
            }
        }
    }
}
