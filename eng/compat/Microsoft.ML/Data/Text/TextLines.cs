using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal readonly record struct TextLine(string Text, long Number, long Row);

/// <summary>The data lines of a file, handed out in batches to the cursors that read the file together.</summary>
internal sealed class TextLines : IDisposable
{
    public const int RowsInBatch = 64;

    private readonly Lock _reading = new();
    private readonly IEnumerator<TextLine> _lines;
    private long _batches;
    private int _users;

    public TextLines(string path, TextLoader.Options options, int users)
    {
        _lines = Read(path, options).GetEnumerator();
        _users = users;
    }

    /// <summary>The next lines and the number of their batch; no lines behind the last ones.</summary>
    public (long Batch, List<TextLine> Lines) Take()
    {
        lock (_reading)
        {
            var batch = new List<TextLine>(RowsInBatch);
            while (batch.Count < RowsInBatch && _lines.MoveNext())
            {
                batch.Add(_lines.Current);
            }
            return (_batches++, batch);
        }
    }

    /// <summary>Called by each of the cursors when it is done.</summary>
    public void Dispose()
    {
        lock (_reading)
        {
            if (--_users == 0)
            {
                _lines.Dispose();
            }
        }
    }

    /// <summary>The first line that is neither empty nor a comment: the header, or the first row.</summary>
    public static string First(string path, TextLoader.Options options)
        => Read(path, new TextLoader.Options { Separators = options.Separators, AllowQuoting = options.AllowQuoting, EscapeChar = options.EscapeChar, MaxRows = 1 }).FirstOrDefault().Text;

    // Comments begin with // and, before the first line of data, also with #.
    private static IEnumerable<TextLine> Read(string path, TextLoader.Options options)
    {
        using var reader = new StreamReader(path);
        var fields = options.AllowQuoting && options.ReadMultilines ? new TextFields(options) : null;
        bool isHeader = options.HasHeader;
        bool hasBegun = false;
        long number = 0;
        long row = 0;
        while (row < (options.MaxRows ?? long.MaxValue) && reader.ReadLine() is { } text)
        {
            number++;
            if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || (!hasBegun && text[0] == '#'))
            {
                continue;
            }
            long start = number;
            while (fields?.EndsInQuotes(text) == true)
            {
                number++;
                text += "\n" + (reader.ReadLine() ?? throw NeverClosed(start));
            }
            hasBegun = true;
            if (!isHeader)
            {
                yield return new TextLine(text, start, row++);
            }
            isHeader = false;
        }
    }

    private static Exception NeverClosed(long line) => Contracts.ExceptDecode(
        "Stream reading encountered exception",
        new EndOfStreamException($"A quoted field opened on line {line} was never closed, and we've read to the last line in the file without finding the closing quote"));
}
