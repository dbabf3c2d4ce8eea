using ContextMemory.MLNet.Text.Files;
using ZstdSharp;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>What a file that Zstandard has compressed holds; one that was cut off is refused.</summary>
internal sealed class ZstdContent(Stream file) : ForwardStream
{
    private readonly DecompressionStream _content = new(file, leaveOpen: false);

    /// <exception cref="InvalidDataException">The file is not compressed so, or damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _content.Read(buffer);
        }
        catch (Exception exception) when (exception is ZstdException or EndOfStreamException)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
