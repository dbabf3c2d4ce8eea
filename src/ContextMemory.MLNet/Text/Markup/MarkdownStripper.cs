namespace ContextMemory.MLNet.Text.Markup;

/// <summary>Leaves out what is Markdown (CommonMark with the tables of GitHub), line by line.</summary>
internal sealed class MarkdownStripper(string text, StrippedText stripped)
{
    // A line that is indented so far, behind an empty one, is code.
    private const int CodeIndent = 4;

    private readonly MarkdownInline _inline = new(text, stripped);
    private bool _isBehindEmptyLine = true;
    private bool _isInList;

    // From where on no fence of this character closes.
    private int _openBackticks = int.MaxValue;
    private int _openTildes = int.MaxValue;

    public void Strip()
    {
        int i = SkipFrontMatter();
        while (i < text.Length)
        {
            i = StripLine(i);
        }
    }

    /// <summary>Reads the line that begins here, or the block of which it is the first line, and returns where the next begins.</summary>
    private int StripLine(int start)
    {
        int end = LineEnd(start);
        int content = SkipQuotationMarks(start, end);
        if (text.AsSpan(content, end - content).IsWhiteSpace())
        {
            stripped.EndParagraph(start);
            _isBehindEmptyLine = true;
            return Next(end);
        }

        int indent = Indent(content, end, out int first);
        if (indent >= CodeIndent && _isBehindEmptyLine && !_isInList)
        {
            stripped.EndParagraph(start);
            return Next(end);
        }

        _isBehindEmptyLine = false;
        if (SkipFence(first, end) is int behindFence && behindFence > start)
        {
            stripped.EndParagraph(start);
            return behindFence;
        }

        if (SkipTable(start, end) is int behindTable && behindTable > start)
        {
            stripped.EndParagraph(start);
            return behindTable;
        }

        if (IsRule(text.AsSpan(first, end - first)) || IsDefinition(text.AsSpan(first, end - first)))
        {
            stripped.EndParagraph(start);
            return Next(end);
        }

        int heading = HeadingLength(first, end);
        int marker = heading > 0 ? 0 : MarkerLength(first, end);
        _isInList = marker > 0 || (_isInList && indent > 0);
        if (heading > 0)
        {
            stripped.EndParagraph(start);
            return StripHeading(first + heading, end);
        }

        // The marker of an item stays: it begins a sentence.
        stripped.Keep(content, first + marker);
        int stopped = _inline.Strip(SkipCheckBox(first + marker, end), end);
        if (stopped > end)
        {
            return stopped;
        }

        stripped.Keep(end, Next(end));
        return Next(end);
    }

    /// <summary>A heading without the marks at its end, which is a paragraph of its own. Returns where the next line begins.</summary>
    private int StripHeading(int start, int end)
    {
        int last = end;
        while (last > start && text[last - 1] is '#' or ' ')
        {
            last--;
        }

        int after = _inline.Strip(start, last);
        stripped.EndParagraph(end);
        return after > last ? after : Next(end);
    }

    /// <summary>Settings between two lines "---" at the very beginning.</summary>
    private int SkipFrontMatter()
    {
        int end = LineEnd(0);
        if (text.AsSpan(0, end).TrimEnd() is not "---")
        {
            return 0;
        }

        for (int i = Next(end); i < text.Length; i = Next(LineEnd(i)))
        {
            ReadOnlySpan<char> line = text.AsSpan(i, LineEnd(i) - i).TrimEnd();
            if (line is "---" or "...")
            {
                return Next(LineEnd(i));
            }

            if (line.IsEmpty)
            {
                return 0;
            }
        }

        return 0;
    }

    private int SkipQuotationMarks(int i, int end)
    {
        int content = i;
        while (true)
        {
            int mark = content;
            while (mark < end && text[mark] == ' ' && mark < content + 3)
            {
                mark++;
            }

            if (mark == end || text[mark] != '>')
            {
                return content;
            }

            content = mark + 1 < end && text[mark + 1] == ' ' ? mark + 2 : mark + 1;
        }
    }

    private int Indent(int start, int end, out int first)
    {
        int indent = 0;
        for (first = start; first < end && text[first] is ' ' or '\t'; first++)
        {
            indent += text[first] == '\t' ? CodeIndent - indent % CodeIndent : 1;
        }

        return indent;
    }

    /// <summary>The end of the code between two lines of "```" or "~~~"; below 0 where none begins here or it does not end.</summary>
    private int SkipFence(int first, int end)
    {
        int length = FenceLength(first, end, out char mark);
        ref int open = ref mark == '`' ? ref _openBackticks : ref _openTildes;
        if (length == 0 || first >= open || (mark == '`' && text.AsSpan(first + length, end - first - length).Contains('`')))
        {
            return -1;
        }

        for (int i = Next(end); i < text.Length; i = Next(LineEnd(i)))
        {
            int lineEnd = LineEnd(i);
            Indent(SkipQuotationMarks(i, lineEnd), lineEnd, out int lineFirst);
            int found = FenceLength(lineFirst, lineEnd, out char foundMark);
            if (found >= length && foundMark == mark && text.AsSpan(lineFirst + found, lineEnd - lineFirst - found).IsWhiteSpace())
            {
                return Next(lineEnd);
            }
        }

        open = first;
        stripped.LeaveUnclosed(first);
        return -1;
    }

    private int FenceLength(int first, int end, out char mark)
    {
        mark = first < end ? text[first] : '\0';
        int i = first;
        while (i < end && mark is '`' or '~' && text[i] == mark)
        {
            i++;
        }

        return i - first >= 3 ? i - first : 0;
    }

    /// <summary>The end of the table whose first line is this one; below 0 where it is no table's.</summary>
    private int SkipTable(int start, int end)
    {
        int second = Next(end);
        if (!text.AsSpan(start, end - start).Contains('|')
            || second >= text.Length
            || !IsDelimiter(text.AsSpan(second, LineEnd(second) - second)))
        {
            return -1;
        }

        int i = Next(LineEnd(second));
        while (i < text.Length && text.AsSpan(i, LineEnd(i) - i).Contains('|'))
        {
            i = Next(LineEnd(i));
        }

        return i;
    }

    /// <summary>"| --- | :-: |"</summary>
    private static bool IsDelimiter(ReadOnlySpan<char> line) =>
        line.Contains('|') && line.Contains('-') && !line.ContainsAnyExcept("|-: \t>");

    /// <summary>"---", "* * *" or "===": a rule, or the line under a heading.</summary>
    private static bool IsRule(ReadOnlySpan<char> line)
    {
        char mark = line[0];
        int marks = line.Count(mark);
        return (mark is '-' or '*' or '_' ? marks >= 3 : mark == '=' && marks >= 2) && !line.ContainsAnyExcept(mark, ' ', '\t');
    }

    /// <summary>"[1]: https://..."</summary>
    private static bool IsDefinition(ReadOnlySpan<char> line)
    {
        int close = line.IndexOf("]:", StringComparison.Ordinal);
        return line[0] == '[' && close > 1 && !line[..close].Contains(' ') && line[(close + 2)..].Trim() is { IsEmpty: false };
    }

    private int HeadingLength(int first, int end)
    {
        int i = first;
        while (i < end && text[i] == '#')
        {
            i++;
        }

        return i > first && i - first <= 6 && i < end && text[i] is ' ' or '\t' ? i - first + 1 : 0;
    }

    private int MarkerLength(int first, int end)
    {
        int i = first;
        while (i < end && char.IsAsciiDigit(text[i]))
        {
            i++;
        }

        bool isMarker = i < end && (i > first ? i - first < 10 && text[i] is '.' or ')' : text[i] is '-' or '*' or '+');
        return isMarker && i + 1 < end && text[i + 1] is ' ' or '\t' ? i + 2 - first : 0;
    }

    /// <summary>The box of "- [x] done".</summary>
    private int SkipCheckBox(int i, int end) =>
        i + 4 <= end && text[i] == '[' && text[i + 1] is ' ' or 'x' or 'X' && text[i + 2] == ']' && text[i + 3] == ' ' ? i + 4 : i;

    private int LineEnd(int start)
    {
        int length = text.AsSpan(start).IndexOfAny('\n', '\r');
        return length < 0 ? text.Length : start + length;
    }

    /// <summary>Behind the line end here.</summary>
    private int Next(int lineEnd) => lineEnd >= text.Length ? text.Length
        : text[lineEnd] == '\r' && lineEnd + 1 < text.Length && text[lineEnd + 1] == '\n' ? lineEnd + 2
        : lineEnd + 1;
}
