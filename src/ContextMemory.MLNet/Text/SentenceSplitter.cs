namespace ContextMemory.MLNet.Text;

/// <summary>
/// Cuts a text into sentences by rules that know English, German, French, Spanish, Chinese and Japanese, without being told which of
/// them it is: abbreviations, initials, decimals, ordinals, quotes, brackets, lists and paragraphs.
/// </summary>
public static class SentenceSplitter
{
    // An opening quote without its closing one must not swallow the rest of the text.
    private const int LongestQuote = 400;

    // How far behind a quote its verb of saying may stand.
    private const int LongestAttribution = 8;

    private const string FullWidthEnds = "。！？｡";
    private const string Ends = ".!?…‼⁇⁈⁉";
    private const string Openers = "\"'“”„‚‘«»‹›([{¿¡*_";
    private const string WideClosers = "\"”’）」』】》〉〕｝";
    private const string Closers = "\"'”’“‘»«›‹)]}」』）】》〉〕｝";
    private const string Quotes = "「『（【《〈“";
    private const string QuoteEnds = "」』）】》〉”";
    private const string SpeechVerbs = "说道问喊答叫笑説讲";

    /// <summary>The sentences in order. Together they hold all of the text but white space.</summary>
    public static IReadOnlyList<SentenceSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<SentenceSpan>();
        int start = 0;
        while (start < text.Length)
        {
            int end = FindEnd(text, start);
            int first = start;
            int last = end;
            while (first < last && char.IsWhiteSpace(text[first]))
            {
                first++;
            }

            while (last > first && char.IsWhiteSpace(text[last - 1]))
            {
                last--;
            }

            if (last > first)
            {
                sentences.Add(new SentenceSpan(first, last - first));
            }

            start = end;
        }

        return sentences;
    }

    /// <summary>Where the sentence that starts here ends: behind its last character.</summary>
    private static int FindEnd(string text, int start)
    {
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        int quoteEnd = -1;
        for (int i = start; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\n' or '\r' && EndsAtLine(text, i))
            {
                return i;
            }

            if (i > quoteEnd && Quotes.Contains(c))
            {
                quoteEnd = FindQuoteEnd(text, i);
            }
            else if (i == quoteEnd && EndsBehindQuote(text, start, i))
            {
                return SkipClosers(text, i + 1);
            }
            else if (i < quoteEnd && (FullWidthEnds.Contains(c) || IsWide(text, quoteEnd)))
            {
                // A quote in full-width marks stays whole.
                continue;
            }
            else if (FullWidthEnds.Contains(c))
            {
                int end = SkipClosers(text, SkipEnds(text, i));
                if (end > quoteEnd || quoteEnd < 0)
                {
                    return end;
                }
            }
            else if (Ends.Contains(c))
            {
                int end = SkipEnds(text, i);
                if (IsEnd(text, start, i, end, out int behind))
                {
                    return behind;
                }

                i = end - 1;
            }
        }

        return text.Length;
    }

    private static bool IsWide(string text, int quoteEnd) => quoteEnd < text.Length && text[quoteEnd] is not '”';

    /// <summary>At an empty line, and before the item of a list.</summary>
    private static bool EndsAtLine(string text, int lineEnd)
    {
        int next = lineEnd;
        int lines = 0;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            lines += text[next] == '\n' || (text[next] == '\r' && (next + 1 == text.Length || text[next + 1] != '\n')) ? 1 : 0;
            next++;
        }

        return lines > 1 || ListMarkerLength(text, next) > 0;
    }

    /// <summary>"- ", "* ", "• ", "1. ", "2) ", "a) ", "(iii) ".</summary>
    private static int ListMarkerLength(string text, int start)
    {
        int i = start;
        if (i < text.Length && text[i] == '・')
        {
            return 1;
        }

        if (i < text.Length && text[i] is '-' or '*' or '•' or '–' or '‣' or '·' or '◦')
        {
            return i + 1 < text.Length && text[i + 1] is ' ' or '\t' ? 1 : 0;
        }

        bool hasBracket = i < text.Length && text[i] == '(';
        i += hasBracket ? 1 : 0;
        int first = i;
        while (i < text.Length && i < first + 4 && char.IsAsciiLetterOrDigit(text[i]))
        {
            i++;
        }

        if (i == first || i >= text.Length)
        {
            return 0;
        }

        ReadOnlySpan<char> label = text.AsSpan(first, i - first);
        bool isNumber = label.IndexOfAnyExceptInRange('0', '9') < 0 && label.Length <= 2;
        bool isLetter = label.Length == 1;
        bool isRoman = label.IndexOfAnyExcept("ivxIVX") < 0;
        bool closes = text[i] == ')' ? isNumber || isLetter || isRoman : text[i] == '.' && !hasBracket && (isNumber || (isLetter && char.IsAsciiLetterUpper(label[0])));
        return closes && i + 1 < text.Length && text[i + 1] is ' ' or '\t' ? i + 1 - start : 0;
    }

    private static int FindQuoteEnd(string text, int open)
    {
        char opener = text[open];
        char closer = QuoteEnds[Quotes.IndexOf(opener, StringComparison.Ordinal)];
        int depth = 0;
        int limit = Math.Min(text.Length, open + LongestQuote);
        for (int i = open; i < limit; i++)
        {
            depth += text[i] == opener ? 1 : 0;
            if (text[i] == closer && --depth == 0)
            {
                // A quote of another script is read as the text around it.
                return closer != '”' || HasFullWidthEnd(text, open, i) ? i : -1;
            }
        }

        return -1;
    }

    private static bool HasFullWidthEnd(string text, int start, int end) => text.AsSpan(start, end - start).IndexOfAny(FullWidthEnds) >= 0;

    /// <summary>A quote that ends like a sentence is one, unless the text goes on about it.</summary>
    private static bool EndsBehindQuote(string text, int start, int close)
    {
        if (!FullWidthEnds.Contains(text[close - 1]) || text[close] is '》' or '〉' or '】')
        {
            return false;
        }

        // A bracket is a sentence where it stands for itself.
        if (text[close] == '）')
        {
            return text[start] == '（';
        }

        int next = close + 1;
        if (next >= text.Length)
        {
            return true;
        }

        if (text[next] is >= '\u3040' and <= '\u309F' or '、' or '，' or ',' or '；' or '：' || Closers.Contains(text[next]) || FullWidthEnds.Contains(text[next]))
        {
            return false;
        }

        // "...", he said: the quote opens the sentence and the verb is near.
        ReadOnlySpan<char> behind = text.AsSpan(next, Math.Min(LongestAttribution, text.Length - next));
        int mark = behind.IndexOfAny("，。！？：,");
        return Quotes.IndexOf(text[start], StringComparison.Ordinal) < 0
            || (mark < 0 ? behind : behind[..mark]).IndexOfAny(SpeechVerbs) < 0;
    }

    private static int SkipEnds(string text, int i)
    {
        while (i < text.Length && (Ends.Contains(text[i]) || FullWidthEnds.Contains(text[i])))
        {
            i++;
        }

        return i;
    }

    private static int SkipClosers(string text, int i)
    {
        while (i < text.Length && (WideClosers.Contains(text[i]) || FullWidthEnds.Contains(text[i])))
        {
            i++;
        }

        return i;
    }

    /// <summary>Whether the sentence from <paramref name="start"/> ends with the marks from <paramref name="mark"/> to <paramref name="end"/>.</summary>
    private static bool IsEnd(string text, int start, int mark, int end, out int behind)
    {
        behind = end;
        while (behind < text.Length && Closers.Contains(text[behind]) && !IsOpener(text, behind))
        {
            behind++;
        }

        int closed = behind;

        // The number of a note: "yes.[1]"
        while (behind + 2 < text.Length && text[behind] == '[' && char.IsAsciiDigit(text[behind + 1]) && text.IndexOf(']', behind) is > 0 and int note)
        {
            behind = note + 1;
        }

        // "Oui. »": a closing mark that stands by itself.
        int next = SkipSpaces(text, behind);
        if (next > behind && next < text.Length && text[next] is '»' or '›' && (next + 1 == text.Length || char.IsWhiteSpace(text[next + 1]) || Ends.Contains(text[next + 1]) || text[next + 1] == ','))
        {
            behind = next + 1;
            next = SkipSpaces(text, behind);
        }

        if (next >= text.Length)
        {
            return true;
        }

        bool isStop = text[mark] == '.' && end == mark + 1;
        if (next == behind)
        {
            // Nothing between the mark and what follows: a decimal, an address, a name; or a script without spaces.
            return text[mark] is '!' or '?' && IsIdeograph(text[next]) && mark > 0 && IsIdeograph(text[mark - 1]);
        }

        if (IsLineBreak(text, behind, next))
        {
            return true;
        }

        if (Ends.Contains(text[next]))
        {
            // ". . ." and "? !"
            return false;
        }

        int word = SkipOpeners(text, next);
        if (word < text.Length && char.IsLower(text[word]))
        {
            return false;
        }

        if (ClosesBracket(text, start, end, closed))
        {
            return false;
        }

        return !isStop || IsFullStop(text, start, mark, word);
    }

    // A straight quote closes here if a space follows or another mark does.
    private static bool IsOpener(string text, int i) =>
        text[i] is '"' or '\'' or '“' or '‘' or '«' or '»' or '„' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]);

    private static bool IsLineBreak(string text, int from, int to)
    {
        int i = text.AsSpan(from, to - from).IndexOfAny('\n', '\r');
        return i >= 0 && EndsAtLine(text, from + i);
    }

    /// <summary>"(really?) John": the bracket was opened within the sentence.</summary>
    private static bool ClosesBracket(string text, int start, int end, int behind)
    {
        int bracket = text.AsSpan(end, behind - end).IndexOfAny(')', ']');
        if (bracket < 0)
        {
            return false;
        }

        int open = text.LastIndexOf(text[end + bracket] == ')' ? '(' : '[', end);
        return open > start && text[behind - 1] is ')' or ']';
    }

    /// <summary>Whether a single stop, with a space and no small letter behind it, ends the sentence.</summary>
    private static bool IsFullStop(string text, int start, int stop, int next)
    {
        string following = WordAt(text, next);
        bool opens = SentenceAbbreviations.OpensSentence(following);
        int wordStart = stop;
        while (wordStart > start && IsPartOfWord(text[wordStart - 1]))
        {
            wordStart--;
        }

        string word = text[wordStart..stop];
        if (word.Length == 0)
        {
            return true;
        }

        if (ListMarkerLength(text, start) == stop + 1 - start)
        {
            return false;
        }

        if (word.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return !IsOrdinal(text, start, wordStart, word, following, opens);
        }

        if (IsInitials(word))
        {
            return opens;
        }

        if (word.Length == 1 && char.IsLetter(word[0]))
        {
            return IsFullStopBehindLetter(text, start, stop, wordStart, next, opens);
        }

        if (SentenceAbbreviations.NeverEnds(word))
        {
            return false;
        }

        if (SentenceAbbreviations.StandsBeforeNumber(word) && next < text.Length && (char.IsDigit(text[next]) || IsRomanNumeral(following)))
        {
            return false;
        }

        if (word is "etc" or "usw")
        {
            return true;
        }

        return !SentenceAbbreviations.MayEnd(word) || opens;
    }

    private static bool IsFullStopBehindLetter(string text, int start, int stop, int wordStart, int next, bool opens)
    {
        char letter = text[wordStart];

        // The first of the spaced "z. B.": another single letter with a stop follows.
        if (next + 1 < text.Length && char.IsLetter(text[next]) && text[next + 1] == '.' && !opens)
        {
            return false;
        }

        // The last: "z. B. Hunde" is looked up as "z.B".
        int before = wordStart;
        while (before > start && char.IsWhiteSpace(text[before - 1]))
        {
            before--;
        }

        if (before - 2 >= start && text[before - 1] == '.' && char.IsLetter(text[before - 2]) && (before - 3 < start || !char.IsLetter(text[before - 3])))
        {
            string joined = $"{text[before - 2]}.{letter}";
            if (SentenceAbbreviations.NeverEnds(joined))
            {
                return false;
            }

            return opens;
        }

        if (SentenceAbbreviations.StandsBeforeNumber(letter.ToString()) && next < text.Length && char.IsDigit(text[next]))
        {
            return false;
        }

        // "J. Smith" has an initial; "so do I. Then" and "vitamin C. However" end; a small letter is a variable or a unit, but
        // for that of "Smith v. Jones".
        return (char.IsLower(letter) && letter != 'v') || opens || (letter == 'I' && before > start && char.IsLower(text[before - 1]));
    }

    /// <summary>"am 3. Oktober", "der 2. Weltkrieg".</summary>
    private static bool IsOrdinal(string text, int start, int numberStart, string number, string following, bool opens)
    {
        if (number.Length > 3 || opens || following.Length == 0)
        {
            return false;
        }

        if (!char.IsLetter(following[0]))
        {
            // The day and the month of "5. 6. 1970".
            return IsDate(text, start, numberStart, number, following);
        }

        if (SentenceAbbreviations.StandsBehindOrdinal(following))
        {
            return true;
        }

        int end = numberStart;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        int before = end;
        while (before > start && char.IsLetter(text[before - 1]))
        {
            before--;
        }

        return SentenceAbbreviations.StandsBeforeOrdinal(text[before..end]);
    }

    private static bool IsDate(string text, int start, int numberStart, string number, string following)
    {
        bool isMonth = numberStart - 3 >= start && text[numberStart - 2] == '.' && char.IsAsciiDigit(text[numberStart - 3]) && following.Length == 4;
        int end = numberStart + number.Length + 2 + following.Length;
        bool isDay = following.Length <= 2 && end < text.Length && text[end] == '.';
        return number.Length <= 2 && (isMonth || isDay);
    }

    /// <summary>"J.R.R", "J.-P": single letters with stops or hyphens between them.</summary>
    private static bool IsInitials(string word)
    {
        bool wasLetter = false;
        foreach (char c in word)
        {
            bool isLetter = char.IsLetter(c);
            if ((isLetter && (wasLetter || char.IsLower(c))) || !(isLetter || c is '.' or '-'))
            {
                return false;
            }

            wasLetter = isLetter;
        }

        return word.Length > 1;
    }

    private static bool IsPartOfWord(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or '/' or '&';

    private static bool IsRomanNumeral(string word) => word.Length > 0 && word.AsSpan().IndexOfAnyExcept("IVXLCDM") < 0;

    private static string WordAt(string text, int start)
    {
        int end = start;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        return text[start..end];
    }

    private static int SkipSpaces(string text, int i)
    {
        while (i < text.Length && char.IsWhiteSpace(text[i]))
        {
            i++;
        }

        return i;
    }

    private static int SkipOpeners(string text, int i)
    {
        while (i < text.Length && (Openers.Contains(text[i]) || text[i] is '-' or '–' or '—' or ' ' or '\u00A0' or '\u202F'))
        {
            i++;
        }

        return i;
    }

    private static bool IsIdeograph(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';
}
