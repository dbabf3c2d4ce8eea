using System.Text;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// Lines of a UTF-8 stream, handed out as soon as they are there. Unlike a StreamReader it ends a line at a line feed only (a
/// carriage return before it is dropped), so that the lines are those that other tools count, and it knows in which line bytes
/// are not UTF-8.
/// </summary>
internal sealed class Utf8LineReader(Stream stream, string name)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The next line, or null at the end.</summary>
    /// <exception cref="FailureException">The line is not UTF-8.</exception>
    public string? Read()
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(searched + length, terminator: 1);
            }

            searched = _end - _start;
            if (!Fill())
            {
                return searched == 0 ? null : Take(searched, terminator: 0);
            }
        }
    }

    private string Take(int length, int terminator)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + terminator;
        LineNumber++;
        if (LineNumber == 1 && line.StartsWith(Encoding.UTF8.Preamble))
        {
            line = line[Encoding.UTF8.Preamble.Length..];
        }

        if (line.EndsWith("\r"u8))
        {
            line = line[..^1];
        }

        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FailureException($"{name}:{LineNumber}: the bytes are not UTF-8: save the file in that encoding.", exception);
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, checked(2 * _buffer.Length));
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
