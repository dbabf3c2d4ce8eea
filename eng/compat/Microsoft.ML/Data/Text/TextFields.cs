using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Cuts lines into fields.</summary>
internal sealed class TextFields(TextLoader.Options options)
{
    private readonly List<ReadOnlyMemory<char>> _values = [];
    private readonly List<int> _indices = [];
    private readonly bool _skipsSpaces = !options.Separators.Contains(' ');
    private string _line = "";
    private int _next;

    /// <summary>How many fields the line has, those that a sparse line leaves out included.</summary>
    public int Count { get; private set; }

    /// <summary>The field, or nothing if it is empty or not there.</summary>
    public ReadOnlyMemory<char> this[int index]
    {
        get
        {
            int place = _indices.BinarySearch(index);
            return place >= 0 ? _values[place] : default;
        }
    }

    /// <summary>Whether the line ends inside a quoted field, which then goes on in the next line.</summary>
    public bool EndsInQuotes(string line)
    {
        Start(line);
        while (ReadField(out _, out bool isOpen))
        {
            if (isOpen)
            {
                return true;
            }
        }
        return false;
    }

    public void Split(string line)
    {
        Start(options.TrimWhitespace ? line.TrimEnd() : line);
        _values.Clear();
        _indices.Clear();
        int source = 0;
        int sparseStart = -1;
        while (ReadField(out var field, out _))
        {
            if (options.AllowSparse && TryCutSparseIndex(field, out int index, out var value))
            {
                if (sparseStart < 0)
                {
                    (sparseStart, Count) = StartSparsePart(source);
                }
                Add(sparseStart + index, value);
            }
            else
            {
                Add(source++, field);
            }
        }
        Count = sparseStart < 0 ? source : Count;
    }

    // Where no size is set, the field before the first sparse one says how many fields follow.
    private (int Start, int Count) StartSparsePart(int source)
    {
        if (options.InputSize is { } size)
        {
            return (source, size);
        }
        int start = source - 1;
        int count = int.TryParse(this[start].Span, out int declared) ? declared : 0;
        if (_indices.LastOrDefault(-1) == start)
        {
            _indices.RemoveAt(_indices.Count - 1);
            _values.RemoveAt(_values.Count - 1);
        }
        return (start, start + count);
    }

    private void Add(int index, ReadOnlyMemory<char> field)
    {
        if (!field.IsEmpty && (_indices.Count == 0 || index > _indices[^1]))
        {
            _indices.Add(index);
            _values.Add(field);
        }
    }

    private void Start(string line)
    {
        _line = line;
        _next = 0;
    }

    // Behind the last separator there is one more field, be it empty; behind that, _next is beyond the line.
    private bool ReadField(out ReadOnlyMemory<char> field, out bool isOpen)
    {
        field = default;
        isOpen = false;
        if (_next > _line.Length)
        {
            return false;
        }
        while (_skipsSpaces && _next < _line.Length && _line[_next] == ' ')
        {
            _next++;
        }
        if (options.AllowQuoting && _next < _line.Length && _line[_next] == '"')
        {
            field = ReadQuoted(out isOpen);
        }
        else
        {
            int end = EndOfField();
            field = _line.AsMemory(_next, end - _next);
            _next = end;
        }
        _next++;
        return true;
    }

    // A field that is not closed, or goes on behind the closing quote, is empty.
    private ReadOnlyMemory<char> ReadQuoted(out bool isOpen)
    {
        var text = new StringBuilder();
        isOpen = true;
        for (_next++; isOpen && _next < _line.Length; _next++)
        {
            char ch = _line[_next];
            bool isEscape = ch == options.EscapeChar && _next + 1 < _line.Length && _line[_next + 1] == '"';
            if (isEscape)
            {
                text.Append(_line[++_next]);
            }
            else if (ch == '"')
            {
                isOpen = false;
            }
            else
            {
                text.Append(ch);
            }
        }
        int end = EndOfField();
        bool isWellFormed = !isOpen && _line.AsSpan(_next, end - _next).Trim(' ').IsEmpty;
        _next = end;
        return isWellFormed ? text.ToString().AsMemory() : default;
    }

    private int EndOfField()
    {
        int length = _line.AsSpan(_next).IndexOfAny(options.Separators);
        return length < 0 ? _line.Length : _next + length;
    }

    private static bool TryCutSparseIndex(ReadOnlyMemory<char> field, out int index, out ReadOnlyMemory<char> value)
    {
        int colon = field.Span.IndexOf(':');
        index = 0;
        value = colon < 0 ? default : field[(colon + 1)..];
        return colon > 0 && field.Span[..colon].IndexOfAnyExceptInRange('0', '9') < 0 && int.TryParse(field.Span[..colon], out index);
    }
}
