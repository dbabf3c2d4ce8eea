namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>What follows the mark that ends a sentence and belongs to the sentence.</summary>
internal static class Endings
{
    /// <summary>Quotation marks and brackets, and the marks between them.</summary>
    public static int SkipClosers(string text, int i)
    {
        while (i < text.Length)
        {
            if (Characters.IsCloser(text[i]) && !IsOpener(text, i))
            {
                i++;
            }
            else if (Terminals.Length(text, i) is > 0 and int length && !Terminals.IsSpaced(text, i) && Characters.IsCloser(text[i - 1]))
            {
                i += length;
            }
            else
            {
                return i;
            }
        }

        return i;
    }

    /// <summary>The number of a note: "yes.[1]"</summary>
    public static int SkipNotes(string text, int i)
    {
        while (i + 2 < text.Length && text[i] == '[' && char.IsAsciiDigit(text[i + 1]))
        {
            int end = i + 1;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ',' or '-' or '–' or ' '))
            {
                end++;
            }

            if (end == text.Length || text[end] != ']')
            {
                break;
            }

            i = end + 1;
        }

        return i;
    }

    /// <summary>"॥ १ ॥": the number of a verse stands between two marks.</summary>
    public static int SkipVerseNumber(string text, int i, int mark)
    {
        int number = Characters.SkipGaps(text, i);
        int end = number;
        while (end < text.Length && char.IsDigit(text[end]))
        {
            end++;
        }

        int close = Characters.SkipGaps(text, end);
        return end > number && close < text.Length && text[mark] is '।' or '॥' && text[close] == '॥' ? close + 1 : i;
    }

    /// <summary>"Oui. »": a closing mark that stands by itself.</summary>
    /// <returns>Where the text goes on.</returns>
    public static int SkipLoneCloser(string text, ref int behind)
    {
        int next = Characters.SkipGaps(text, behind);
        if (next > behind
            && next < text.Length
            && text[next] is '»' or '›'
            && (next + 1 == text.Length || Characters.IsGap(text[next + 1]) || Terminals.IsSpaced(text, next + 1) || text[next + 1] == ','))
        {
            behind = next + 1;
            next = Characters.SkipGaps(text, behind);
        }

        return next;
    }

    /// <summary>"Thanks! 😊": what shows the writer's mood belongs to the sentence before it, on the same line.</summary>
    public static bool SkipPictographs(string text, ref int behind)
    {
        bool found = false;
        for (int i = behind; ;)
        {
            while (i < text.Length && text[i] is ' ' or '\u00A0')
            {
                i++;
            }

            int end = Characters.SkipPictograph(text, i);
            if (end == i)
            {
                return found;
            }

            (i, behind, found) = (end, end, true);
        }
    }

    // A mark that can do both closes here if a space follows or another mark does.
    private static bool IsOpener(string text, int i) =>
        text[i] is '"' or '\'' or '“' or '‘' or '«' or '»' or '„' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]);
}
