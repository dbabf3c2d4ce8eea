using System.Text;

namespace ContextMemory.MLNet.Text.WordVectors;

/// <summary>Lines of a file as bytes, without their ends; none may be longer than the buffer, so that memory stays bounded.</summary>
internal sealed class ByteLines(Stream stream, string name)
{
    public const int LongestLine = 1 << 20;

    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start;
    private int _end;

    /// <summary>The line that was read last; valid until the next is read.</summary>
    public Memory<byte> Current { get; private set; }

    /// <summary>Its number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line; false at the end of the file.</summary>
    /// <exception cref="InvalidDataException">A line is too long, or the file is compressed and damaged.</exception>
    public bool MoveNext()
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                Take(searched + length, terminator: 1);
                return true;
            }

            searched = _end - _start;
            if (!Fill())
            {
                if (searched == 0)
                {
                    return false;
                }

                Take(searched, terminator: 0);
                return true;
            }
        }
    }

    private void Take(int length, int terminator)
    {
        Memory<byte> line = _buffer.AsMemory(_start, length);
        _start += length + terminator;
        Number++;
        if (Number == 1 && line.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            line = line[Encoding.UTF8.Preamble.Length..];
        }

        Current = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            throw new InvalidDataException(
                $"{name}:{Number + 1}: the line is too long: expected a word and its numbers in at most {LongestLine} bytes, found more.");
        }

        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            return read > 0;
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"Cannot read '{name}': it is not a gzip file, or damaged.", exception);
        }
    }
}
