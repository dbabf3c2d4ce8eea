using System.IO.Compression;

namespace ContextMemory.MLNet.Text.Files;

/// <summary>
/// What a gzip file holds. A GZipStream takes a file that was cut off for a shorter one; here it is refused: a gzip member with a mark is
/// read behind those of the file, and the mark is the last byte to come out only where they are complete.
/// </summary>
internal sealed class GzipContent(Stream file) : ForwardStream
{
    private const byte Mark = 0;

    private static readonly byte[] MarkMember = Compress(Mark);

    private readonly GZipStream _content = new(new MarkedFile(file), CompressionMode.Decompress);
    private int _held = -1;

    /// <exception cref="InvalidDataException">The file is no gzip file, or damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_held < 0)
        {
            _held = _content.ReadByte();
        }

        int read = _content.Read(buffer);
        if (read > 0)
        {
            // The last byte is held back: it may be the mark.
            int last = buffer[read - 1];
            buffer[..(read - 1)].CopyTo(buffer[1..]);
            buffer[0] = (byte)_held;
            _held = last;
        }
        else if (!buffer.IsEmpty && _held != Mark)
        {
            throw new InvalidDataException("The gzip file ends before its content does.");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte content)
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest))
        {
            gzip.WriteByte(content);
        }

        return member.ToArray();
    }

    /// <summary>The bytes of the file, and behind them those of the mark.</summary>
    private sealed class MarkedFile(Stream file) : ForwardStream
    {
        private readonly MemoryStream _mark = new(MarkMember);

        public override int Read(Span<byte> buffer) => file.Read(buffer) is var read and > 0 ? read : _mark.Read(buffer);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
