using System.Text;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// Reads vocab.txt: a piece a line, whose id is the number of the line from 0 on. As in the reference a line may be empty, and of equal pieces the
/// last one counts; spaces behind a piece, a byte order mark and empty lines at the end do not count.
/// </summary>
internal static class VocabularyFile
{
    /// <summary>Pieces of the largest vocabulary that is read. Those of the largest models known have a million.</summary>
    public const int MostPieces = 1 << 22;

    /// <summary>Bytes of the longest piece.</summary>
    public const int MostPieceBytes = 1_024;

    private const int Chunk = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidDataException">The file is no vocabulary.</exception>
    public static string[] Read(string path)
    {
        var pieces = new List<string>();
        var line = new List<byte>();
        using FileStream file = File.OpenRead(path);
        byte[] chunk = new byte[Chunk];
        for (int read = file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false), first = StartOf(chunk.AsSpan(0, read), path); read > 0;)
        {
            ReadOnlySpan<byte> left = chunk.AsSpan(first, read - first);
            for (int end = left.IndexOf((byte)'\n'); end >= 0; end = left.IndexOf((byte)'\n'))
            {
                Extend(line, left[..end], path, pieces.Count);
                AddPiece(line, pieces, path);
                left = left[(end + 1)..];
            }

            Extend(line, left, path, pieces.Count);
            first = 0;
            read = file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
        }

        AddPiece(line, pieces, path);
        int count = pieces.FindLastIndex(piece => piece.Length > 0) + 1;
        return count > 0
            ? [.. pieces[..count]]
            : throw new InvalidDataException($"'{path}' is empty; expected is a vocabulary with a piece on each line. Download it again.");
    }

    /// <summary>Where the text begins: behind a byte order mark.</summary>
    private static int StartOf(ReadOnlySpan<byte> file, string path)
    {
        if (file is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new InvalidDataException($"'{path}' is UTF-16; expected is UTF-8. Save it as UTF-8.");
        }

        return file.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
    }

    private static void Extend(List<byte> line, ReadOnlySpan<byte> bytes, string path, int lines)
    {
        if (line.Count + bytes.Length > MostPieceBytes)
        {
            throw new InvalidDataException(
                $"'{path}', line {lines + 1}: the line has more than {MostPieceBytes} bytes; expected is a vocabulary with a piece on each line.");
        }

        line.AddRange(bytes);
    }

    private static void AddPiece(List<byte> line, List<string> pieces, string path)
    {
        if (pieces.Count == MostPieces)
        {
            throw new InvalidDataException($"'{path}' has more than {MostPieces} lines; expected is a vocabulary of at most that many pieces.");
        }

        byte[] bytes = [.. line];
        line.Clear();
        try
        {
            string piece = StrictUtf8.GetString(bytes).TrimEnd();
            pieces.Add(piece.Contains('\0') ? throw new DecoderFallbackException() : piece);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"'{path}', line {pieces.Count + 1}: the line is no UTF-8 text. Save the vocabulary as UTF-8.", exception);
        }
    }
}
