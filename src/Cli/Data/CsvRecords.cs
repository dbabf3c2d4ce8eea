using System.Text;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// The records of a file of separated values as RFC 4180 has them, strictly: a field that has a quote, the separator or a line end is
/// quoted, and its quotes are doubled. Lines are those of every file of text; empty ones between records are no records.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="separator">What stands between two fields.</param>
/// <param name="hasQuotes">Whether fields can be quoted; where not, a quote is a character as others are.</param>
internal sealed class CsvRecords(TextSource source, char separator, bool hasQuotes)
{
    private const char Quote = '"';

    // More are no columns, but a file that is something else.
    private const int MostFields = 100_000;

    private readonly TextLines _lines = new(source.Stream, source.Name);
    private readonly List<string> _fields = [];
    private readonly StringBuilder _record = new();
    private string _line = "";
    private int _position;
    private long _number;

    /// <summary>The number of the record's first line, from 1.</summary>
    public long Line => source.LineInFile(_number);

    /// <summary>The record as it is in the file, without its last line end.</summary>
    public string Record => _record.ToString();

    /// <summary>The beginning of the record as it can be shown in a message.</summary>
    public string Excerpt { get; private set; } = "";

    /// <summary>The fields of the next record; null at the end of the file. Behind a record that is at fault reading can go on.</summary>
    /// <exception cref="TextFileException">The file is not text in UTF-8, or the record has too many bytes.</exception>
    /// <exception cref="FailureException">A quote stands where none may, or is left open, or there are too many fields.</exception>
    public string[]? Read()
    {
        do
        {
            if (ReadLine() is not { } line)
            {
                return null;
            }

            _line = line;
        }
        while (_line.Length == 0);

        _number = _lines.Number;
        Excerpt = DataFault.Excerpt(_line);
        _record.Clear().Append(_line);
        _position = 0;
        _fields.Clear();
        while (true)
        {
            if (_fields.Count == MostFields)
            {
                throw DataFault.At(source.Name, Line, "there are too many columns", $"at most {MostFields}", Excerpt);
            }

            _fields.Add(hasQuotes && _position < _line.Length && _line[_position] == Quote ? TakeQuoted() : TakePlain());
            if (_position == _line.Length)
            {
                return [.. _fields];
            }

            // The separator.
            _position++;
        }
    }

    private string? ReadLine()
    {
        try
        {
            return _lines.Read();
        }
        catch (TextFileException)
        {
            // So that the line can be told of, and reading go on behind it.
            _number = _lines.Number;
            _record.Clear().Append(Encoding.UTF8.GetString(_lines.Current.Span));
            throw;
        }
    }

    private string TakePlain()
    {
        int end = _line.IndexOf(separator, _position);
        string field = end < 0 ? _line[_position..] : _line[_position..end];
        _position += field.Length;
        return hasQuotes && field.Contains(Quote, StringComparison.Ordinal) ? throw QuoteFault("a quote stands where none may") : field;
    }

    private string TakeQuoted()
    {
        var field = new StringBuilder();
        int room = TextLines.LongestLine;
        _position++;
        while (true)
        {
            int quote = _line.IndexOf(Quote, _position);
            if (quote < 0)
            {
                room -= Encoding.UTF8.GetByteCount(_line);
                if (room < 0)
                {
                    throw TooLong();
                }

                string ending = _lines.Ending;
                field.Append(_line.AsSpan(_position)).Append(ending);
                _line = ReadLine() ?? throw QuoteFault("a quote is left open");
                _record.Append(ending).Append(_line);
                _position = 0;
            }
            else if (quote + 1 < _line.Length && _line[quote + 1] == Quote)
            {
                field.Append(_line.AsSpan(_position, quote + 1 - _position));
                _position = quote + 2;
            }
            else
            {
                field.Append(_line.AsSpan(_position, quote - _position));
                _position = quote + 1;
                return _position == _line.Length || _line[_position] == separator
                    ? field.ToString()
                    : throw QuoteFault("a quote stands where none may");
            }
        }
    }

    private TextFileException TooLong() => new(
        source.Name, Line, $"the row has more than {TextLines.LongestLine >> 20} MB", "check that no quote is left open, and cut longer texts");

    private FailureException QuoteFault(string fault) =>
        DataFault.At(source.Name, Line, fault, "a field with quotes to be quoted and its quotes doubled", Excerpt);
}
