using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>The bytes of a stream, which are told as they are read.</summary>
internal sealed class CountedStream(Stream stream, Action<long> count) : ForwardStream
{
    public override int Read(Span<byte> buffer)
    {
        int read = stream.Read(buffer);
        count(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
