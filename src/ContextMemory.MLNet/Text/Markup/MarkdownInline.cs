using System.Buffers;

namespace ContextMemory.MLNet.Text.Markup;

/// <summary>Leaves out the marks within a line of Markdown: emphasis, code, links, images, notes, escapes and HTML.</summary>
internal sealed class MarkdownInline(string text, StrippedText stripped)
{
    // The end of a mark is looked for so far ahead, so that time grows with the length only.
    private const int Longest = 1_000;

    private static readonly SearchValues<char> Marks = SearchValues.Create("\\`*_~![<&");

    private readonly HtmlStripper _html = new(text, stripped);

    // Ends of marks whose beginning has been left out.
    private readonly List<(int Start, int End)> _closings = [];
    private int _kept;

    /// <summary>
    /// Reads from here to the end of the line, and returns where it stopped: further on where markup leads over the line's end.
    /// </summary>
    public int Strip(int start, int end)
    {
        _closings.Clear();
        _kept = start;
        int i = start;
        while (i < end)
        {
            int behind = _closings.Count > 0 && _closings.FindIndex(closing => closing.Start == i) is >= 0 and int closing ? Close(closing)
                : Marks.Contains(text[i]) ? StripMark(i, end)
                : i;
            i = behind > i ? behind : i + 1;
        }

        if (_kept < end)
        {
            stripped.Keep(_kept, end);
        }

        return Math.Max(i, end);
    }

    /// <summary>Leaves out the mark here, and returns where to read on; the same place where it is none.</summary>
    private int StripMark(int i, int end) => text[i] switch
    {
        '\\' => StripEscape(i, end),
        '`' => StripCode(i, end),
        '*' or '_' or '~' => StripEmphasis(i, end),
        '[' => StripLink(i, end),
        '!' => i + 1 < end && text[i + 1] == '[' && FindLink(i + 1, end, out _, out int behind) ? LeaveOut(i, behind) : i,
        '<' => FindAddress(i, end) is > 0 and int close ? StripAround(i, close) : StripHtml(i),
        _ => StripHtml(i),
    };

    private int LeaveOut(int start, int end)
    {
        stripped.Keep(_kept, start);
        _kept = end;
        return end;
    }

    private int Close(int closing)
    {
        (int start, int end) = _closings[closing];
        _closings.RemoveAt(closing);
        return LeaveOut(start, end);
    }

    private int StripHtml(int i)
    {
        int end = _html.StripAt(i, _kept);
        _kept = end > i ? end : _kept;
        return end;
    }

    /// <summary>"\*" is a star.</summary>
    private int StripEscape(int i, int end)
    {
        if (i + 1 == end || !char.IsAscii(text[i + 1]) || !(char.IsPunctuation(text[i + 1]) || char.IsSymbol(text[i + 1])))
        {
            return i;
        }

        LeaveOut(i, i + 1);
        return i + 2;
    }

    /// <summary>Of code within a line the marks around it.</summary>
    private int StripCode(int i, int end)
    {
        int run = RunAt(i, end);
        for (int j = i + run; j < Math.Min(end, i + Longest); j++)
        {
            if (text[j] == '`')
            {
                int found = RunAt(j, end);
                if (found == run)
                {
                    LeaveOut(i, i + run);
                    return LeaveOut(j, j + run);
                }

                j += found - 1;
            }
        }

        return i + run;
    }

    /// <summary>"**bold**", "_emphasis_", "~~struck out~~"; marks between spaces, within words with "_" and between digits stay.</summary>
    private int StripEmphasis(int i, int end)
    {
        int run = RunAt(i, end);
        char before = i > 0 ? text[i - 1] : ' ';
        char behind = i + run < end ? text[i + run] : ' ';
        bool opens = !char.IsWhiteSpace(behind) && !(text[i] == '_' && char.IsLetterOrDigit(before));
        bool closes = !char.IsWhiteSpace(before) && !(text[i] == '_' && char.IsLetterOrDigit(behind));
        if (run > 3 || (!opens && !closes) || (char.IsDigit(before) && char.IsDigit(behind)) || (text[i] == '~' && run != 2))
        {
            return i + run;
        }

        // What is bold may go on in the next line; a single star without another is a star.
        if (run > 1)
        {
            return LeaveOut(i, i + run);
        }

        int close = opens ? FindEmphasisEnd(i, end) : -1;
        if (close > 0)
        {
            LeaveOut(i, i + 1);
            _closings.Add((close, close + 1));
        }

        return i + 1;
    }

    private int FindEmphasisEnd(int i, int end)
    {
        for (int j = i + 2; j < Math.Min(end, i + Longest); j++)
        {
            if (text[j] == text[i]
                && !char.IsWhiteSpace(text[j - 1])
                && text[j - 1] is not '\\'
                && (j + 1 == end || (text[j + 1] != text[i] && !(text[i] == '_' && char.IsLetterOrDigit(text[j + 1]))))
                && text[j - 1] != text[i])
            {
                return j;
            }
        }

        return -1;
    }

    /// <summary>Of a link its address, of a note its number.</summary>
    private int StripLink(int i, int end)
    {
        if (i + 1 < end && text[i + 1] == '^' && text.AsSpan(i, Math.Min(end - i, Longest)).IndexOf(']') is > 0 and int length)
        {
            return LeaveOut(i, i + length + 1);
        }

        if (!FindLink(i, end, out int close, out int behind))
        {
            return i;
        }

        LeaveOut(i, i + 1);
        _closings.Add((close, behind));
        return i + 1;
    }

    /// <summary>"[text](address)" and "[text][name]".</summary>
    private bool FindLink(int open, int end, out int close, out int behind)
    {
        close = FindClose(open, end, '[', ']');
        behind = close + 1;
        if (close < 0 || behind >= end || text[behind] is not ('(' or '['))
        {
            return false;
        }

        int last = text[behind] == '(' ? FindClose(behind, end, '(', ')') : FindClose(behind, end, '[', ']');
        behind = last + 1;
        return last > 0;
    }

    private int FindClose(int open, int end, char opener, char closer)
    {
        int depth = 0;
        int limit = Math.Min(end, open + Longest);
        if (!text.AsSpan(open, limit - open).Contains(closer))
        {
            return -1;
        }

        for (int i = open; i < limit; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == opener)
            {
                depth++;
            }
            else if (text[i] == closer && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where "&lt;https://...&gt;" or "&lt;name@example.org&gt;" closes; 0 where the bracket is none of an address.</summary>
    private int FindAddress(int i, int end)
    {
        ReadOnlySpan<char> rest = text.AsSpan(i + 1, Math.Min(end - i - 1, Longest));
        int length = rest.IndexOfAny('>', ' ', '<');
        bool isAddress = length > 0
            && rest[length] == '>'
            && (rest[..length].Contains('@') || rest[..length].IndexOf("://", StringComparison.Ordinal) > 0);
        return isAddress ? i + 1 + length : 0;
    }

    private int StripAround(int open, int close)
    {
        LeaveOut(open, open + 1);
        return LeaveOut(close, close + 1);
    }

    private int RunAt(int i, int end)
    {
        int last = i;
        while (last < end && text[last] == text[i])
        {
            last++;
        }

        return last - i;
    }
}
