using System.Globalization;

namespace ContextMemory.MLNet;

/// <summary>
/// Finds token and tag in the lines of a file of columns, one line after another; <see cref="EntityFile.ReadConll"/> makes rows of them. Where it is not said
/// which columns hold them, these are the first and the last, unless the file speaks against it: a first column that counts the tokens, or two
/// columns with tags of the same type. Then it has to be said.
/// </summary>
public sealed class ConllColumns
{
    private const string ToBeTold = "to be told which columns hold token and tag (tokenColumn and tagColumn; of cmem --text-column and --label-column)";

    private const char Comment = '#';

    // More are no columns, but a file that is something else.
    private const int MostColumns = 1_000;

    private readonly string _name;
    private readonly int? _tokenColumn;
    private readonly int? _tagColumn;
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _typesBefore = new(StringComparer.Ordinal);
    private (long Number, string Text) _line;
    private bool _isTokenKnown;
    private int _tokens;
    private int _first;
    private bool _counts = true;

    /// <param name="name">What messages call the file.</param>
    /// <param name="tokenColumn">The number of the column with the token, from 1; null where it is not said.</param>
    /// <param name="tagColumn">The number of the column with the tag, from 1; null where it is not said.</param>
    /// <exception cref="ArgumentException">A number is below 1, or both are the same.</exception>
    public ConllColumns(string name, int? tokenColumn = null, int? tagColumn = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        new EntityFileOptions { TokenColumn = tokenColumn, TagColumn = tagColumn }.Validate();
        _name = name;
        _tokenColumn = tokenColumn;
        _tagColumn = tagColumn;
        _isTokenKnown = tokenColumn is not null;
    }

    /// <summary>Whether it has turned out that it has to be said which columns hold token and tag.</summary>
    internal bool AreUnclear { get; private set; }

    /// <summary>Whether a line tells something about a sentence: it begins with #, where the token is not in the first column.</summary>
    /// <param name="line">A line.</param>
    public bool IsComment(string line) => _tokenColumn > 1 && line.StartsWith(Comment);

    /// <summary>The token and the tag of a line.</summary>
    /// <param name="number">The line's number, from 1, for messages.</param>
    /// <param name="line">A line that is neither empty nor a comment.</param>
    /// <exception cref="EntityDataException">It has too few columns, or its tag is none. The next line can be read all the same.</exception>
    public (string Token, string Tag) Read(long number, string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _line = (number, line);
        string[] columns = Split(line);
        int needed = Math.Max(2, Math.Max(_tokenColumn ?? 0, _tagColumn ?? 0));
        if (columns.Length < needed)
        {
            throw Failure(
                columns.Length == 1 ? "there is one column only" : $"there are {columns.Length} columns only",
                needed == 2 ? "token<TAB>tag" : $"{needed} columns");
        }

        NoteNumber(columns);
        string tag = columns[(_tagColumn ?? columns.Length) - 1].Trim();
        if (!TagSequence.TryParse(tag, out _, out string type))
        {
            string remedy = line.StartsWith(Comment) ? $"; if the line is a comment, {ToBeTold}" : "";
            throw Failure($"'{tag}' is no tag", TagSequence.Expected + remedy);
        }

        if (_tagColumn is null && columns.Length > 2)
        {
            RefuseTagsOfTwoColumns(columns, type);
        }

        return (columns[(_tokenColumn ?? 1) - 1], tag);
    }

    /// <summary>Notes the end of a sentence; of the first that has several tokens it is asked whether its first column counts them.</summary>
    /// <exception cref="EntityDataException">It does.</exception>
    public void EndSentence()
    {
        bool isCounted = !_isTokenKnown && _tokens > 1 && _counts;
        _isTokenKnown |= _tokens > 1;
        _tokens = 0;
        _counts = true;
        if (isCounted)
        {
            AreUnclear = true;
            throw Failure("the first column counts the tokens of the sentence", ToBeTold);
        }
    }

    /// <summary>Forgets a sentence that is left out.</summary>
    internal void DropSentence()
    {
        _tokens = 0;
        _counts = true;
    }

    private string[] Split(string line)
    {
        char separator = line.Contains('\t', StringComparison.Ordinal) ? '\t' : ' ';
        return line.AsSpan().Count(separator) >= MostColumns
            ? throw Failure("there are too many columns", $"at most {MostColumns}")
            : line.Split(separator, separator == ' ' ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None);
    }

    private EntityDataException Failure(string fault, string expected) => new(_name, _line.Number, fault, expected, _line.Text);

    private void NoteNumber(string[] columns)
    {
        // Of two columns the first is the token, whatever it is.
        bool isNumber = int.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && columns.Length > 2;
        _first = _tokens == 0 ? number : _first;
        _counts &= isNumber && _first <= 1 && number == _first + _tokens;
        _tokens++;
    }

    private void RefuseTagsOfTwoColumns(string[] columns, string type)
    {
        TagSequence.TryParse(columns[^2].Trim(), out _, out string typeBefore);
        Add(_types, type);
        Add(_typesBefore, typeBefore);
        if (_typesBefore.Contains(type) || _types.Contains(typeBefore))
        {
            AreUnclear = true;
            string shared = _typesBefore.Contains(type) ? type : typeBefore;
            throw Failure($"columns {columns.Length - 1} and {columns.Length} both hold tags of the type '{shared}'", ToBeTold);
        }

        // What is outside has no type.
        static void Add(HashSet<string> types, string type)
        {
            if (type.Length > 0)
            {
                types.Add(type);
            }
        }
    }
}
