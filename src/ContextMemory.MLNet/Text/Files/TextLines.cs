using System.Text;

namespace ContextMemory.MLNet;

/// <summary>
/// The lines of a text, handed out as soon as they are there. These are the rules of every file that the package and its tool read by line:
/// text is UTF-8, with or without a byte order mark; a line feed ends a line, and a carriage return before it is part of the end. A carriage
/// return elsewhere is part of the line. UTF-16, NUL bytes and lines of more than <see cref="LongestLine"/> bytes are refused, so memory stays
/// bounded whatever the stream holds.
/// </summary>
/// <example>
/// <code>
/// using Stream stream = TextFile.Open("texts.txt.gz");
/// var lines = new TextLines(stream, "texts.txt.gz");
/// while (lines.Read() is { } line)
/// {
///     Console.WriteLine($"{lines.Number}: {line}");
/// }
/// </code>
/// </example>
public sealed class TextLines
{
    /// <summary>The most bytes of a line, and of what a line holds: 64 MB.</summary>
    public const int LongestLine = 64 << 20;

    // A line of full length is found by its end, which has two bytes at most.
    private const int LargestBuffer = LongestLine + 2;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly string _name;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <param name="stream">The text. Whoever made it closes it.</param>
    /// <param name="name">What messages call it, as a rule the path of a file.</param>
    public TextLines(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        _stream = stream;
        _name = name;
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The bytes of the line that was read last, without its end; valid until the next is read.</summary>
    public Memory<byte> Current { get; private set; }

    /// <summary>What ended the line that was read last: "\n", "\r\n", or nothing where the text ended without a line end.</summary>
    public string Ending { get; private set; } = "";

    /// <summary>Reads the next line as bytes, which need not be UTF-8; false at the end of the text.</summary>
    /// <exception cref="TextFileException">The text is UTF-16, has a NUL byte, has too long a line, or is compressed and damaged.</exception>
    public bool MoveNext()
    {
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> added = _buffer.AsSpan(_start + searched, _end - _start - searched);
            int length = added.IndexOf((byte)'\n');
            if (length >= 0)
            {
                Take(searched + length, hasLineFeed: true);
                return true;
            }

            if (added.Contains((byte)0))
            {
                Number++;
                throw NoText(_buffer.AsSpan(_start));
            }

            searched = _end - _start;
            if (!Fill())
            {
                if (searched == 0)
                {
                    return false;
                }

                Take(searched, hasLineFeed: false);
                return true;
            }
        }
    }

    /// <summary>Reads the next line; null at the end of the text. Behind a line that is not UTF-8 reading can go on.</summary>
    /// <exception cref="TextFileException">As of <see cref="MoveNext"/>, or the line is not UTF-8.</exception>
    public string? Read()
    {
        if (!MoveNext())
        {
            return null;
        }

        try
        {
            return Strict.GetString(Current.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw Fault("the bytes are not UTF-8", "save the file in that encoding", exception);
        }
    }

    private void Take(int length, bool hasLineFeed)
    {
        Memory<byte> line = _buffer.AsMemory(_start, length);
        _start += length + (hasLineFeed ? 1 : 0);
        Number++;
        if (IsUtf16(line.Span) || line.Span.Contains((byte)0))
        {
            throw NoText(line.Span);
        }

        if (Number == 1 && line.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            line = line[Encoding.UTF8.Preamble.Length..];
        }

        bool hasReturn = line.Span.EndsWith("\r"u8);
        Current = hasReturn ? line[..^1] : line;
        Ending = hasLineFeed ? hasReturn ? "\r\n" : "\n" : "";
        if (Current.Length > LongestLine)
        {
            throw TooLong();
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
            if (_buffer.Length == LargestBuffer)
            {
                Number++;
                throw TooLong();
            }

            Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, LargestBuffer));
        }

        try
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            return read > 0;
        }
        catch (InvalidDataException exception)
        {
            Number++;
            throw Fault(
                "the file is not compressed as its name says, or damaged", "compress it anew, or name it as what it is", exception);
        }
    }

    // The mark of UTF-16 in either order; that of UTF-32 begins with it.
    private bool IsUtf16(ReadOnlySpan<byte> line) => Number == 1 && line is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private TextFileException NoText(ReadOnlySpan<byte> line) => IsUtf16(line)
        ? new(_name, Number, "the file is UTF-16", "save it as UTF-8") { IsOtherEncoding = true }
        : new(_name, Number, "there is a NUL byte, as in UTF-16 and in binary files", "save the file as text in UTF-8") { IsOtherEncoding = true };

    private TextFileException TooLong() => Fault(
        $"the line has more than {LongestLine >> 20} MB", "check that the file is text with a row a line, and cut longer texts");

    private TextFileException Fault(string fault, string remedy, Exception? cause = null) => new(_name, Number, fault, remedy, cause);
}
