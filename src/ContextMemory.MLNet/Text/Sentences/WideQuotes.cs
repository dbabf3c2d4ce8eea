namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>Quotations and brackets of Chinese and Japanese text: which stay whole, and which are a sentence.</summary>
internal static class WideQuotes
{
    // An opening quote without its closing one must not swallow the rest of the text.
    private const int Longest = 400;

    private const string Openers = "「『（【《〈“\"｢";
    private const string Ends = "」』）】》〉”\"｣";

    public static bool IsOpener(char c) => Openers.Contains(c);

    /// <summary>Where the quotation that opens here closes; below 0 where it does not.</summary>
    public static int FindEnd(string text, int open)
    {
        char opener = text[open];
        char closer = Ends[Openers.IndexOf(opener, StringComparison.Ordinal)];
        int depth = 0;
        int limit = Math.Min(text.Length, open + Longest);
        for (int i = open; i < limit; i++)
        {
            depth += text[i] == opener && (opener != closer || i == open) ? 1 : 0;
            if (text[i] == closer && i > open && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether a mark within the quotation that closes at <paramref name="close"/> ends no sentence. Quotation marks of other scripts hold
    /// full-width marks only.
    /// </summary>
    public static bool Holds(string text, int close, char mark) =>
        Terminals.IsFullWidth(mark) || (close < text.Length && text[close] is not ('”' or '"'));

    /// <summary>A quotation that ends like a sentence is one, unless the text goes on about it.</summary>
    public static bool EndsSentence(string text, int start, int close)
    {
        if (!Terminals.IsFullWidth(text[close - 1]) || text[close] is '》' or '〉' or '】')
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

        if (text[next] is >= '\u3040' and <= '\u309F' or '、' or '，' or ',' or '；' or '：'
            || (Characters.IsCloser(text[next]) && text[next] != '"')
            || Terminals.IsFullWidth(text[next]))
        {
            return false;
        }

        // "...", he said: the quotation opens the sentence and the verb is near.
        return !IsOpener(text[start]) || !Speech.FollowsWide(text, next);
    }
}
