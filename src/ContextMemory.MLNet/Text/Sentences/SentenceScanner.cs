using System.Buffers;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>Finds the ends of a text's sentences, one after another from its beginning.</summary>
internal sealed class SentenceScanner
{
    // An opening bracket is looked for so far back.
    private const int LongestBracket = 1_000;

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\u0085\u2028\u2029\v\f");

    private readonly string _text;
    private readonly Paragraphs _paragraphs;
    private readonly Lines _lines;

    public SentenceScanner(string text)
    {
        _text = text;
        _paragraphs = new Paragraphs(text);
        _lines = new Lines(text, _paragraphs);
    }

    /// <summary>Where the sentence that starts here ends: behind its last character.</summary>
    /// <param name="start">Not white space; behind the end found last.</param>
    public int FindEnd(int start)
    {
        _paragraphs.MoveTo(start);
        _lines.Start(start);
        int quoteEnd = -1;
        for (int i = start; i < _text.Length; i++)
        {
            char c = _text[i];
            if (char.IsAsciiLetterOrDigit(c) || c == ' ')
            {
                continue;
            }

            if (LineEnds.Contains(c))
            {
                if (_lines.EndsAt(i))
                {
                    return i;
                }
            }
            else if (i > quoteEnd && WideQuotes.IsOpener(c))
            {
                quoteEnd = WideQuotes.FindEnd(_text, i);
            }
            else if (i == quoteEnd && WideQuotes.EndsSentence(_text, start, i))
            {
                return Endings.SkipClosers(_text, i + 1);
            }
            else if (Terminals.Length(_text, i) > 0 && !(i < quoteEnd && WideQuotes.Holds(_text, quoteEnd, c)))
            {
                int end = Terminals.Skip(_text, i);
                if (IsEnd(start, i, end, out int behind))
                {
                    return behind;
                }

                i = end - 1;
            }
        }

        return _text.Length;
    }

    /// <summary>Whether the sentence ends with the marks from <paramref name="mark"/> to <paramref name="end"/>, and behind what.</summary>
    private bool IsEnd(int start, int mark, int end, out int behind)
    {
        if (!Terminals.IsSpaced(_text, mark))
        {
            return IsEndWithoutSpace(start, mark, end, out behind);
        }

        behind = Endings.SkipNotes(_text, Endings.SkipClosers(_text, end));
        int closed = behind;
        int next = Endings.SkipLoneCloser(_text, ref behind);
        if (Endings.SkipPictographs(_text, ref behind))
        {
            return true;
        }

        if (next >= _text.Length)
        {
            return true;
        }

        if (next == behind)
        {
            // Nothing between the mark and what follows: a decimal, an address, a name; or a space was left out.
            return LeftOutSpace.IsAt(_text, start, mark, end, next);
        }

        int lineEnd = _text.AsSpan(behind, next - behind).IndexOfAny(LineEnds);
        if (lineEnd >= 0 && _lines.EndsAt(behind + lineEnd))
        {
            return true;
        }

        if (Terminals.Length(_text, next) > 0)
        {
            // ". . ." and "? !"
            return false;
        }

        int word = Characters.SkipOpeners(_text, next);
        bool endsLine = lineEnd >= 0 && !_lines.IsWrapped(behind, next);
        bool isStop = _text[mark] == '.' && end == mark + 1;
        if (word < _text.Length && char.IsLower(_text[word]))
        {
            return IsEndBeforeSmall(start, mark, end, closed, word, endsLine);
        }

        if (!endsLine && (ClosesBracket(start, end, closed) || GoesOn(start, mark, end, closed, word)))
        {
            return false;
        }

        return !isStop || FullStop.Ends(_text, start, mark, word, endsLine);
    }

    /// <summary>The same of marks after which no space is written.</summary>
    private bool IsEndWithoutSpace(int start, int mark, int end, out int behind)
    {
        behind = Endings.SkipVerseNumber(_text, Endings.SkipClosers(_text, end), mark);
        int further = Characters.SkipGaps(_text, behind);
        if (further > behind && GoesOn(start, mark, end, behind, further))
        {
            return false;
        }

        return mark == start || !char.IsDigit(_text[mark - 1]) || end == _text.Length || !char.IsDigit(_text[end]);
    }

    /// <summary>
    /// Before a small letter a sentence ends where its writer begins sentences so, and where a line was ended on purpose.
    /// </summary>
    private bool IsEndBeforeSmall(int start, int mark, int end, int closed, int word, bool endsLine)
    {
        if (HasQuote(end, closed) && (_paragraphs.Style == WritingStyle.Capitals || Speech.Follows(_text, word)))
        {
            return false;
        }

        WritingStyle style = _paragraphs.Style;
        ReadOnlySpan<char> before = Characters.LettersBefore(_text, start, mark);
        bool isStop = _text[mark] == '.' && end == mark + 1;
        bool opens = Abbreviations.OpensClause(Characters.WordAt(_text, word));
        if (endsLine)
        {
            opens = style == WritingStyle.Small || !Interjections.Has(before);
        }
        else if (ClosesBracket(start, end, closed))
        {
            return false;
        }
        else if (style == WritingStyle.Small)
        {
            opens |= !Terminals.AreEllipsis(_text.AsSpan(mark, end - mark));
        }
        else
        {
            // A slip of a writer who begins with capitals: only behind a word that is no abbreviation.
            opens &= before.Length > 1
                && !Abbreviations.Has(before)
                && (isStop || (style == WritingStyle.Mixed && !Interjections.Has(before)))
                && !Terminals.AreEllipsis(_text.AsSpan(mark, end - mark));
        }

        return opens && (!isStop || FullStop.Ends(_text, start, mark, word, endsLine));
    }

    /// <summary>"Stop!" Tom shouted: the quotation opens the sentence, and who speaks follows.</summary>
    private bool GoesOn(int start, int mark, int end, int closed, int word) =>
        HasQuote(end, closed)
        && (Characters.IsQuote(_text[start]) || WideQuotes.IsOpener(_text[start]))
        && (_text[mark] != '.' || (word < _text.Length && !char.IsUpper(_text[word])))
        && !Abbreviations.OpensSentence(Characters.WordAt(_text, word))
        && Speech.Follows(_text, word);

    private bool HasQuote(int end, int closed)
    {
        foreach (char c in _text.AsSpan(end, closed - end))
        {
            if (Characters.IsQuote(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"(really?) John": the bracket was opened within the sentence.</summary>
    private bool ClosesBracket(int start, int end, int closed)
    {
        int bracket = _text.AsSpan(end, closed - end).IndexOfAny(')', ']');
        if (bracket < 0 || _text[closed - 1] is not (')' or ']'))
        {
            return false;
        }

        // The sentence's own first bracket does not count.
        int from = Math.Max(start + 1, end - LongestBracket);
        return from < end && _text.AsSpan(from, end - from).Contains(_text[end + bracket] == ')' ? '(' : '[');
    }
}
