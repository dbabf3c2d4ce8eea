using System.IO.Compression;
using System.Text;
using ContextMemory.MLNet.Cli.Data;
using ZstdSharp;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>A file that is written aside, compressed where its name says so, and takes its place when it is complete.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly AtomicFile _file;

    private OutputFile(AtomicFile file, string path)
    {
        _file = file;
        Stream = CompressedName.CompressionOf(path) switch
        {
            Compression.Gzip => new GZipStream(file.Stream, CompressionLevel.Optimal, leaveOpen: true),
            Compression.Zstd => new CompressionStream(file.Stream, leaveOpen: true),
            _ => file.Stream,
        };

        // It is flushed only at the end: a flush on the way would leave its trace in a compressed file.
        Text = new StreamWriter(Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 15, leaveOpen: true) { NewLine = "\n" };
    }

    /// <summary>For bytes, where nothing is written to <see cref="Text"/>.</summary>
    public Stream Stream { get; }

    /// <summary>For text, in UTF-8 with lines that end with LF.</summary>
    public TextWriter Text { get; }

    /// <exception cref="IOException">The file could not be written.</exception>
    public static OutputFile Create(string path) => new(AtomicFile.Create(path), path);

    /// <summary>Brings all to disk and puts the file in its place.</summary>
    /// <exception cref="IOException">That is not possible; what was there before still is.</exception>
    public void Commit()
    {
        Text.Flush();
        if (Stream != _file.Stream)
        {
            Stream.Dispose();
        }

        _file.Commit();
    }

    /// <summary>Gives up a file that is not complete.</summary>
    public void Dispose() => _file.Dispose();
}
