using System.Globalization;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>
/// Copies the text of parts. Tasks number their rows from 1 each: here they are numbered through. The number stands at the same place of each
/// record: after a beginning that all have, or after a number of tabs.
/// </summary>
internal sealed class PartText
{
    private const string JsonBeginning = "{\"row\":";

    private readonly TextWriter _output;
    private readonly string _beginning;
    private readonly int _tabs;
    private readonly bool _hasQuotes;
    private readonly bool _hasHeader;
    private readonly bool _hasNumbers;
    private bool _hasHeaderWritten;

    // Where in a record the next character is.
    private int _matched;
    private int _tabsSeen;
    private bool _isInQuotes;
    private bool _isInNumber;
    private bool _isPastNumber;
    private bool _isInHeader;
    private long _number;

    /// <param name="format">The format of the parts, which is not Parquet.</param>
    /// <param name="tabs">Of lines with tabs: how many are before the number of the row; null where there is none.</param>
    /// <param name="output">Where the text goes.</param>
    public PartText(PredictionFormat format, int? tabs, TextWriter output)
    {
        _output = output;
        _beginning = format == PredictionFormat.Jsonl ? JsonBeginning : "";
        _tabs = tabs ?? 0;
        _hasQuotes = _hasHeader = format == PredictionFormat.Csv;
        _hasNumbers = format is PredictionFormat.Jsonl or PredictionFormat.Csv || tabs is not null;
    }

    /// <summary>Copies a part.</summary>
    /// <param name="text">The part.</param>
    /// <param name="rowsBefore">How many rows are before those of the part's task.</param>
    public void Copy(TextReader text, long rowsBefore)
    {
        _isInHeader = _hasHeader;
        Begin();
        char[] buffer = new char[1 << 15];
        char[] copied = new char[2 * buffer.Length];
        while (text.Read(buffer) is var read and > 0)
        {
            int length = 0;
            foreach (char next in buffer.AsSpan(0, read))
            {
                length += Take(next, rowsBefore, copied.AsSpan(length));
                if (length > buffer.Length)
                {
                    _output.Write(copied, 0, length);
                    length = 0;
                }
            }

            _output.Write(copied, 0, length);
        }

        _hasHeaderWritten |= _hasHeader;
    }

    private void Begin()
    {
        _matched = 0;
        _tabsSeen = 0;
        _isInQuotes = _isInNumber = false;
        _number = 0;
        _isPastNumber = !_hasNumbers || _isInHeader;
    }

    /// <returns>How many characters were copied.</returns>
    private int Take(char next, long rowsBefore, Span<char> copied)
    {
        int length = 0;
        if (!_isPastNumber && IsAtNumber)
        {
            _isInNumber = char.IsAsciiDigit(next);
            if (_isInNumber)
            {
                _number = 10 * _number + (next - '0');
                return 0;
            }

            (_number + rowsBefore).TryFormat(copied, out length, default, CultureInfo.InvariantCulture);
            _isPastNumber = true;
        }
        else if (!_isPastNumber)
        {
            _matched++;
            _tabsSeen += next == '\t' ? 1 : 0;
        }

        if (!_isInHeader || !_hasHeaderWritten)
        {
            copied[length++] = next;
        }

        _isInQuotes ^= _hasQuotes && next == '"';
        if (next == '\n' && !_isInQuotes)
        {
            _isInHeader = false;
            Begin();
        }

        return length;
    }

    private bool IsAtNumber => _matched >= _beginning.Length && _tabsSeen == _tabs;
}
