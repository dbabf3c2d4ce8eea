using System.Globalization;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.EntityData;

/// <summary>
/// Finds token and tag in a line of columns. Where it is not said which columns hold them, these are the first and the last, unless the file
/// speaks against it: a first column that counts the tokens, or two columns with tags of the same type. Then it has to be said.
/// </summary>
/// <param name="tokenColumn">The number of the column with the token, from 1; null where it is not said.</param>
/// <param name="tagColumn">The number of the column with the tag, from 1; null where it is not said.</param>
internal sealed class ConllColumns(int? tokenColumn, int? tagColumn)
{
    private const string ToBeTold = "to be told which columns hold token and tag (tokenColumn and tagColumn; of cmem --text-column and --label-column)";

    private const char Comment = '#';

    // More are no columns, but a file that is something else.
    private const int MostColumns = 1_000;

    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _typesBefore = new(StringComparer.Ordinal);
    private bool _isTokenKnown = tokenColumn is not null;
    private int _tokens;
    private int _first;
    private bool _counts = true;

    /// <summary>Whether it has turned out that it has to be said which columns hold token and tag.</summary>
    public bool AreUnclear { get; private set; }

    /// <summary>Whether a line tells something about a sentence: it begins with #, where the token is not in the first column.</summary>
    public bool IsComment(string line) => tokenColumn > 1 && line.StartsWith(Comment);

    /// <summary>The token and the tag of a line.</summary>
    /// <param name="line">A line that is neither empty nor a comment.</param>
    /// <param name="failure">Makes the exception that says what is wrong with it and what was expected.</param>
    public (string Token, string Tag) Read(string line, Func<string, string, Exception> failure)
    {
        string[] columns = Split(line, failure);
        int needed = Math.Max(2, Math.Max(tokenColumn ?? 0, tagColumn ?? 0));
        if (columns.Length < needed)
        {
            throw failure(
                columns.Length == 1 ? "there is one column only" : $"there are {columns.Length} columns only",
                needed == 2 ? "token<TAB>tag" : $"{needed} columns");
        }

        NoteNumber(columns);
        string tag = columns[(tagColumn ?? columns.Length) - 1].Trim();
        if (!TagSequence.TryParse(tag, out _, out string type))
        {
            string remedy = line.StartsWith(Comment) ? $"; if the line is a comment, {ToBeTold}" : "";
            throw failure($"'{tag}' is no tag", TagSequence.Expected + remedy);
        }

        if (tagColumn is null && columns.Length > 2)
        {
            RefuseTagsOfTwoColumns(columns, type, failure);
        }

        return (columns[(tokenColumn ?? 1) - 1], tag);
    }

    /// <summary>Notes the end of a sentence; of the first that has several tokens it is asked whether its first column counts them.</summary>
    /// <param name="failure">Makes the exception that says what is wrong with it and what was expected.</param>
    public void EndSentence(Func<string, string, Exception> failure)
    {
        bool isCounted = !_isTokenKnown && _tokens > 1 && _counts;
        _isTokenKnown |= _tokens > 1;
        _tokens = 0;
        _counts = true;
        if (isCounted)
        {
            AreUnclear = true;
            throw failure("the first column counts the tokens of the sentence", ToBeTold);
        }
    }

    /// <summary>Forgets a sentence that is left out.</summary>
    public void DropSentence()
    {
        _tokens = 0;
        _counts = true;
    }

    private static string[] Split(string line, Func<string, string, Exception> failure)
    {
        char separator = line.Contains('\t', StringComparison.Ordinal) ? '\t' : ' ';
        return line.AsSpan().Count(separator) >= MostColumns
            ? throw failure("there are too many columns", $"at most {MostColumns}")
            : line.Split(separator, separator == ' ' ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None);
    }

    private void NoteNumber(string[] columns)
    {
        // Of two columns the first is the token, whatever it is.
        bool isNumber = int.TryParse(columns[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && columns.Length > 2;
        _first = _tokens == 0 ? number : _first;
        _counts &= isNumber && _first <= 1 && number == _first + _tokens;
        _tokens++;
    }

    private void RefuseTagsOfTwoColumns(string[] columns, string type, Func<string, string, Exception> failure)
    {
        TagSequence.TryParse(columns[^2].Trim(), out _, out string typeBefore);
        Add(_types, type);
        Add(_typesBefore, typeBefore);
        if (_typesBefore.Contains(type) || _types.Contains(typeBefore))
        {
            AreUnclear = true;
            string shared = _typesBefore.Contains(type) ? type : typeBefore;
            throw failure($"columns {columns.Length - 1} and {columns.Length} both hold tags of the type '{shared}'", ToBeTold);
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
