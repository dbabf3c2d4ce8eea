using System.Buffers;
using System.Collections.Frozen;
using System.Net;

namespace ContextMemory.MLNet.Text.Markup;

/// <summary>
/// Finds where a tag, a comment, an element without prose or a character reference ends. Reads a text from front to back, in linear time.
/// </summary>
internal sealed class HtmlReader(string text)
{
    private const int LongestReference = 32;

    private static readonly SearchValues<char> TagMarks = SearchValues.Create("<>\"'");

    private static readonly FrozenSet<string> Blocks = Set(
        "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 " +
        "h6 head header hr html legend li main menu nav ol option p section select summary tbody td tfoot th thead title tr ul");

    // Elements whose content is no prose. Those of the second list part the text around them.
    private static readonly FrozenSet<string> Hidden = Set("script style template noscript svg math head");
    private static readonly FrozenSet<string> Code = Set("pre table textarea");

    // By name: where the last closing tag is, below 0 where there is none.
    private readonly Dictionary<string, int> _lastClose = new(StringComparer.Ordinal);

    // From where on there is no further quote or comment end.
    private readonly Dictionary<string, int> _missing = new(StringComparer.Ordinal);

    /// <summary>
    /// Where the first comment begins, or the first element whose content is no prose, that has no end; <see cref="int.MaxValue"/> where there is none.
    /// </summary>
    public int FirstUnclosed { get; private set; } = int.MaxValue;

    /// <summary>What markup means for the text around it.</summary>
    public enum Effect
    {
        /// <summary>Nothing: the text goes on.</summary>
        None,

        /// <summary>A line ends.</summary>
        Line,

        /// <summary>A paragraph ends.</summary>
        Paragraph,
    }

    /// <summary>The end of the markup that begins with the '&lt;' here; the same place where it begins none.</summary>
    public int SkipTag(int start, out Effect effect)
    {
        effect = Effect.None;
        ReadOnlySpan<char> rest = text.AsSpan(start);
        if (rest.StartsWith("<!--", StringComparison.Ordinal))
        {
            int end = Find("-->", start + 4);
            if (end < 0)
            {
                FirstUnclosed = Math.Min(FirstUnclosed, start);
                return start;
            }

            return end + 3;
        }

        bool isClosing = rest.StartsWith("</", StringComparison.Ordinal);
        int nameStart = start + (rest.Length > 1 && rest[1] is '/' or '!' or '?' ? 2 : 1);
        int nameEnd = nameStart;
        while (nameEnd < text.Length && (char.IsAsciiLetterOrDigit(text[nameEnd]) || (nameEnd > nameStart && text[nameEnd] is '-' or ':')))
        {
            nameEnd++;
        }

        bool isTag = nameEnd > nameStart
            && char.IsAsciiLetter(text[nameStart])
            && nameEnd < text.Length
            && (char.IsWhiteSpace(text[nameEnd]) || text[nameEnd] is '>' or '/');
        int tagEnd = isTag ? FindTagEnd(nameEnd) : -1;
        if (tagEnd < 0)
        {
            return start;
        }

        string name = text[nameStart..nameEnd].ToLowerInvariant();
        bool isCode = Code.Contains(name);
        if (!isClosing && text[tagEnd - 2] != '/' && (isCode || Hidden.Contains(name)))
        {
            tagEnd = SkipElement(name, tagEnd, out bool isClosed);
            FirstUnclosed = isClosed ? FirstUnclosed : Math.Min(FirstUnclosed, start);
        }

        effect = isCode || Blocks.Contains(name) ? Effect.Paragraph : name == "br" ? Effect.Line : Effect.None;
        return tagEnd;
    }

    /// <summary>
    /// The end of the character reference that begins with the '&amp;' here, and its character; the same place where there is none.
    /// </summary>
    public int SkipReference(int start, out string character)
    {
        int end = start + 1;
        while (end < text.Length && end < start + LongestReference && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '#'))
        {
            end++;
        }

        character = "";
        if (end == text.Length || text[end] != ';' || end < start + 3)
        {
            return start;
        }

        string reference = text[start..(end + 1)];
        character = WebUtility.HtmlDecode(reference);
        return character == reference ? start : end + 1;
    }

    /// <summary>Behind the '&gt;' of a tag; below 0 where another begins before.</summary>
    private int FindTagEnd(int i)
    {
        while (i < text.Length)
        {
            int found = text.AsSpan(i).IndexOfAny(TagMarks);
            if (found < 0)
            {
                return -1;
            }

            i += found;
            switch (text[i])
            {
                case '>':
                    return i + 1;
                case '<':
                    return -1;
                default:
                    int close = Find(text[i] == '"' ? "\"" : "'", i + 1);
                    if (close < 0)
                    {
                        return -1;
                    }

                    i = close + 1;
                    break;
            }
        }

        return -1;
    }

    /// <summary>
    /// The end of an element, with those of its name within it. Where one of them has no end, that of the last one that has; where none has, the end
    /// of the tag.
    /// </summary>
    private int SkipElement(string name, int i, out bool isClosed)
    {
        int last = LastClose(name);
        int depth = 1;
        isClosed = false;
        while (i <= last)
        {
            int open = text.IndexOf('<', i);
            bool isClosing = open + 1 < text.Length && text[open + 1] == '/';
            int nameStart = open + (isClosing ? 2 : 1);
            i = nameStart;
            if (IsName(nameStart, name))
            {
                depth += isClosing ? -1 : 1;
                if (depth == 0 || open == last)
                {
                    isClosed = depth == 0;
                    int end = text.IndexOf('>', nameStart);
                    return end < 0 ? text.Length : end + 1;
                }
            }
        }

        return i;
    }

    private bool IsName(int start, string name) =>
        text.AsSpan(start).StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (start + name.Length == text.Length || !char.IsAsciiLetterOrDigit(text[start + name.Length]));

    private int LastClose(string name)
    {
        if (!_lastClose.TryGetValue(name, out int last))
        {
            last = text.LastIndexOf($"</{name}", StringComparison.OrdinalIgnoreCase);
            while (last >= 0 && !IsName(last + 2, name))
            {
                last = last == 0 ? -1 : text.LastIndexOf($"</{name}", last - 1, StringComparison.OrdinalIgnoreCase);
            }

            _lastClose[name] = last;
        }

        return last;
    }

    private int Find(string mark, int start)
    {
        if (_missing.TryGetValue(mark, out int from) && start >= from)
        {
            return -1;
        }

        int found = text.IndexOf(mark, start, StringComparison.Ordinal);
        if (found < 0)
        {
            _missing[mark] = start;
        }

        return found;
    }

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
