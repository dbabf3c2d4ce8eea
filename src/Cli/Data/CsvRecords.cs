using System.Text;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// The records of a file of separated values as RFC 4180 has them, strictly: a field that has a quote, the separator or a line end is
/// quoted, and its quotes are doubled. Lines are those of every file of text; empty ones between records are no records.
/// </summary>
internal sealed class CsvRecords(Stream stream, string name, char separator = ',')
{
    private const char Quote = '"';

    private readonly TextLines _lines = new(stream, name);
    private readonly List<string> _fields = [];
    private string _rest = "";

    /// <summary>The number of the record's first line, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The beginning of the record as it can be shown in a message.</summary>
    public string Excerpt { get; private set; } = "";

    /// <summary>The fields of the next record; null at the end of the file. Behind a record that is at fault reading can go on.</summary>
    /// <exception cref="TextFileException">The file is not text in UTF-8, or the record has too many bytes.</exception>
    /// <exception cref="Errors.FailureException">A quote stands where none may, or is left open.</exception>
    public string[]? Read()
    {
        do
        {
            if (_lines.Read() is not { } line)
            {
                return null;
            }

            _rest = line;
        }
        while (_rest.Length == 0);

        Line = _lines.Number;
        Excerpt = DataFault.Excerpt(_rest);
        _fields.Clear();
        while (true)
        {
            _fields.Add(_rest.StartsWith(Quote) ? TakeQuoted() : TakePlain());
            if (_rest.Length == 0)
            {
                return [.. _fields];
            }

            // What is left begins with a separator.
            _rest = _rest[1..];
        }
    }

    private string TakePlain()
    {
        int end = _rest.IndexOf(separator, StringComparison.Ordinal);
        string field = end < 0 ? _rest : _rest[..end];
        _rest = _rest[field.Length..];
        return field.Contains(Quote, StringComparison.Ordinal) ? throw QuoteFault("a quote stands where none may") : field;
    }

    private string TakeQuoted()
    {
        var field = new StringBuilder();
        int room = TextLines.LongestLine;
        int start = 1;
        while (true)
        {
            int quote = _rest.IndexOf(Quote, start);
            if (quote < 0)
            {
                room -= Encoding.UTF8.GetByteCount(_rest);
                if (room < 0)
                {
                    throw new TextFileException(
                        name, Line, $"the row has more than {TextLines.LongestLine >> 20} MB", "check that no quote is left open, and cut longer texts");
                }

                field.Append(_rest.AsSpan(start)).Append(_lines.Ending);
                _rest = _lines.Read() ?? throw QuoteFault("a quote is left open");
                start = 0;
            }
            else if (quote + 1 < _rest.Length && _rest[quote + 1] == Quote)
            {
                field.Append(_rest.AsSpan(start, quote + 1 - start));
                start = quote + 2;
            }
            else
            {
                field.Append(_rest.AsSpan(start, quote - start));
                _rest = _rest[(quote + 1)..];
                return _rest.Length == 0 || _rest[0] == separator ? field.ToString() : throw QuoteFault("a quote stands where none may");
            }
        }
    }

    private Errors.FailureException QuoteFault(string fault) =>
        DataFault.At(name, Line, fault, "a field with quotes to be quoted and its quotes doubled", Excerpt);
}
