using System.Text;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// All of a stream as one text that is read as it comes, by the rules of <see cref="TextLines"/>: UTF-8, with or without a byte order mark; other bytes
/// and NUL bytes are refused. A line may have any length.
/// </summary>
/// <param name="stream">The text.</param>
/// <param name="name">What messages call it, as a rule the path of a file.</param>
/// <param name="leaveOpen">Whether whoever made the stream closes it.</param>
internal sealed class DocumentText(Stream stream, string name, bool leaveOpen = true) : TextReader
{
    private const char Mark = '\ufeff';

    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly char[] _text = new char[(1 << 16) + 1];
    private int _next;
    private int _end;
    private long _line = 1;
    private bool _hasBegun;

    /// <summary>The text of a file, or of the standard input.</summary>
    /// <param name="input">The name of the file, decompressed where it ends in .gz, or <see cref="StandardStream.Name"/>.</param>
    /// <param name="standardInput">What stands for the standard input; it is not closed.</param>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static DocumentText Open(string input, Stream standardInput) => input == StandardStream.Name
        ? new DocumentText(standardInput, InputFile.StandardInput)
        : new DocumentText(InputFile.OpenText(input), input, leaveOpen: false);

    /// <exception cref="TextFileException">The stream holds something else than text in UTF-8, or is compressed and damaged.</exception>
    public override int Read(Span<char> buffer)
    {
        while (_next == _end && Fill())
        {
        }

        int count = Math.Min(buffer.Length, _end - _next);
        _text.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) > 0 ? one[0] : -1;
    }

    public override int Peek() => _next < _end ? _text[_next] : -1;

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        int length = ReadBytes();
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, length);
        CheckIsText(bytes);
        _next = 0;
        try
        {
            _end = _decoder.GetChars(bytes, _text, flush: length == 0);
        }
        catch (DecoderFallbackException exception)
        {
            _line += bytes[..Math.Clamp(exception.Index, 0, length)].Count((byte)'\n');
            throw Fault("the bytes are not UTF-8", "save the file in that encoding", exception);
        }

        _line += bytes.Count((byte)'\n');
        if (!_hasBegun && _end > 0)
        {
            _hasBegun = true;
            _next = _text[0] == Mark ? 1 : 0;
        }

        return length > 0;
    }

    private int ReadBytes()
    {
        try
        {
            return stream.Read(_bytes);
        }
        catch (InvalidDataException exception)
        {
            throw Fault("the file is not compressed as its name says, or damaged", "compress it anew, or name it as what it is", exception);
        }
    }

    private void CheckIsText(ReadOnlySpan<byte> bytes)
    {
        int zero = bytes.IndexOf((byte)0);
        if (zero >= 0)
        {
            _line += bytes[..zero].Count((byte)'\n');
            throw Fault("there is a NUL byte, as in UTF-16 and in binary files", "save the file as text in UTF-8");
        }
    }

    private TextFileException Fault(string fault, string remedy, Exception? cause = null) => new(name, _line, fault, remedy, cause);
}
