using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Text.WordVectors;

/// <summary>
/// A file of word vectors in text, read a word at a time. The first line of word2vec's and fastText's format, <c>count dimension</c>, is
/// told from a word of GloVe's by being two whole numbers.
/// </summary>
internal sealed class WordVectorFile : IDisposable
{
    private const int LongestExcerpt = 40;
    private const byte Space = (byte)' ';

    private readonly FileStream _file;
    private readonly Stream _stream;
    private readonly TextLines _lines;
    private readonly long? _announcedWords;
    private bool _isWordRead;
    private int _numbersStart;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It does not begin like a file of word vectors.</exception>
    public WordVectorFile(string path)
    {
        Path = path;
        _file = TextFile.OpenBytes(path);
        _stream = GzipName.Content(_file, path);
        _lines = new TextLines(_stream, path);
        try
        {
            if (!ReadLine())
            {
                throw new InvalidDataException($"{path}: the file is empty: expected a word and its numbers a line.");
            }

            if (ReadHeader() is (var words, var dimension))
            {
                _announcedWords = words;
                Dimension = dimension;
            }
            else
            {
                _isWordRead = true;
                Dimension = Line.Count(Space);
                if (Dimension == 0)
                {
                    throw Fault("there are no numbers", "a word and its numbers with spaces between", $"'{Excerpt(Line)}'");
                }
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Numbers of a word.</summary>
    public int Dimension { get; }

    /// <summary>Bytes of the file, as it is on the disk; null of what is no file.</summary>
    public long? Length => _file.CanSeek ? _file.Length : null;

    /// <summary>How many of them have been read.</summary>
    public long Position => _file.CanSeek ? _file.Position : 0;

    /// <summary>Words read so far.</summary>
    public long WordCount { get; private set; }

    /// <summary>The word that was read last, in UTF-8.</summary>
    public ReadOnlySpan<byte> Word => Line[..(_numbersStart - 1)].TrimEnd(Space);

    private ReadOnlySpan<byte> Line => _lines.Current.Span.TrimEnd(Space);

    /// <summary>Reads the next word; false at the end of the file.</summary>
    /// <exception cref="InvalidDataException">A line is not a word and its numbers, or the file has not as many words as it says.</exception>
    public bool MoveNext()
    {
        if (!_isWordRead && !ReadLine())
        {
            return _announcedWords is null || _announcedWords == WordCount
                ? false
                : throw Fault("the number of words is not that of the first line", $"{_announcedWords}", $"{WordCount}");
        }

        _isWordRead = false;
        _numbersStart = FindNumbers();
        WordCount++;
        if (WordCount == 1)
        {
            // Numbers of later words are read where they are wanted only; that these are numbers tells that it is a file of vectors.
            CopyNumbers(new float[Dimension]);
        }

        return true;
    }

    /// <summary>The numbers of the word that was read last.</summary>
    /// <exception cref="InvalidDataException">One is not a number, or not finite.</exception>
    public void CopyNumbers(Span<float> vector)
    {
        ReadOnlySpan<byte> rest = Line[_numbersStart..];
        for (int i = 0; i < vector.Length; i++)
        {
            int end = rest.IndexOf(Space);
            ReadOnlySpan<byte> number = end < 0 ? rest : rest[..end];
            if (!IsNumber(number, out vector[i]) || !float.IsFinite(vector[i]))
            {
                throw Fault($"column {i + 2} is not a finite number", "one such as 0.25", $"'{Excerpt(number)}'");
            }

            rest = rest[(end + 1)..];
        }
    }

    public void Dispose() => _stream.Dispose();

    private bool ReadLine()
    {
        if (!MoveToNextLine())
        {
            return false;
        }

        // Rare words may be cut in the middle of a character; the first ones are not.
        Span<byte> line = _lines.Current.Span;
        if (_lines.Number <= 2 && !Utf8.IsValid(line))
        {
            throw NoText(null);
        }

        // Some tools put a tab behind the word.
        line.Replace((byte)'\t', Space);
        return true;
    }

    private bool MoveToNextLine()
    {
        try
        {
            return _lines.MoveNext();
        }
        catch (TextFileException exception) when (exception.IsOtherEncoding)
        {
            throw NoText(exception);
        }
    }

    private InvalidDataException NoText(Exception? cause) => new(
        $"{Path}:{_lines.Number}: the file is not text in UTF-8: expected a word and its numbers a line. " +
        "Save binary models (.bin) as text, and unpack archives other than .gz.",
        cause);

    private (long Words, int Dimension)? ReadHeader()
    {
        ReadOnlySpan<byte> line = Line;
        int space = line.IndexOf(Space);
        return space > 0
            && long.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out long words)
            && int.TryParse(line[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int dimension)
            && dimension > 0
            ? (words, dimension)
            : null;
    }

    /// <summary>Where the numbers begin: a few words of the largest GloVe files have spaces in them.</summary>
    private int FindNumbers()
    {
        ReadOnlySpan<byte> line = Line;
        int found = line.Count(Space);
        if (found == Dimension)
        {
            return line.IndexOf(Space) + 1;
        }

        int end = line.Length;
        for (int i = 0; i < Dimension && end >= 0; i++)
        {
            end = line[..end].LastIndexOf(Space);
        }

        if (end < 0 || IsNumber(line[(line[..end].LastIndexOf(Space) + 1)..end], out _))
        {
            throw Fault(
                "wrong number of columns", $"a word and {Dimension} numbers", line.IsEmpty ? "an empty line" : $"a word and {found}");
        }

        return end + 1;
    }

    private InvalidDataException Fault(string fault, string expected, string found) =>
        new($"{Path}:{_lines.Number}: {fault}: expected {expected}, found {found}.");

    private static bool IsNumber(ReadOnlySpan<byte> text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Excerpt(ReadOnlySpan<byte> text)
    {
        string start = Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)]);
        return text.Length <= LongestExcerpt ? start : $"{start}...";
    }
}
