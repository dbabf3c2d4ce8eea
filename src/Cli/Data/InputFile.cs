using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

internal static class InputFile
{
    /// <summary>The name of the standard input in messages.</summary>
    public const string StandardInput = "standard input";

    /// <summary>What a file of text holds, decompressed where its name says so; of a Parquet file a JSON object a line.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static Stream OpenText(string path) => OpenSource(path).Stream;

    /// <summary>The same of a file, or of a share of it.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static TextSource OpenSource(InputPiece piece)
    {
        string path = piece.Path;
        if (ParquetFile.Is(path))
        {
            ParquetFile parquet = ParquetFile.Open(path);
            IReadOnlyList<long> rows = parquet.GroupRows;
            long bytesOfGroup = parquet.Length / Math.Max(1, rows.Count);
            var lines = new ParquetLines(parquet, (int)piece.Start, (int)(piece.End ?? rows.Count), () => piece.Count?.Invoke(bytesOfGroup));
            return new TextSource(lines, path, piece.Start > 0 ? () => rows.Take((int)piece.Start).Sum() : null);
        }

        FileStream file = Open(path);
        if (piece.End is { } end)
        {
            var range = new ByteRange(file, piece.Start, end);
            return new TextSource(Counted(range), path, range.GoesOn ? () => CountLines(path, range.First) : null);
        }

        return new TextSource(
            CompressedName.CompressionOf(path) switch
            {
                Compression.Gzip => new GzipContent(Counted(file)),
                Compression.Zstd => new ZstdContent(Counted(file)),
                _ => Counted(file),
            },
            path);

        Stream Counted(Stream stream) => piece.Count is { } count ? new CountedStream(stream, count) : stream;
    }

    /// <summary>All of the text of a file, or of the standard input.</summary>
    /// <param name="input">The name of the file, or <see cref="StandardStream.Name"/>.</param>
    /// <param name="standardInput">What stands for the standard input; it is not closed.</param>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static string ReadAll(string input, Stream standardInput)
    {
        if (input == StandardStream.Name)
        {
            return TextFile.ReadAll(standardInput, StandardInput);
        }

        using Stream stream = OpenText(input);
        return TextFile.ReadAll(stream, input);
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static FileStream Open(string path) => Open(
        path, name => new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan));

    /// <summary>The bytes of a file; 0 where it is none, or a pipe.</summary>
    public static long SizeOf(string path) =>
        File.Exists(path) ? (File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path)).Length : 0;

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static long LengthOf(string path)
    {
        using FileStream file = Open(path);
        return file.Length;
    }

    /// <summary>How many lines end within the first bytes of a file.</summary>
    private static long CountLines(string path, long bytes)
    {
        using FileStream file = Open(path);
        byte[] buffer = new byte[1 << 16];
        long lines = 0;
        while (bytes > 0 && file.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes)) is var read and > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            bytes -= read;
        }

        return lines;
    }

    private static T Open<T>(string path, Func<string, T> open)
    {
        if (Directory.Exists(path))
        {
            throw new FailureException($"Cannot read '{path}': it is a folder. Give a file.");
        }

        try
        {
            return open(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FailureException($"Cannot read '{path}': there is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FailureException($"Cannot read '{path}': {exception.Message}", exception);
        }
    }
}
