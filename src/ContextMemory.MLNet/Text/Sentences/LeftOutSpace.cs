namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>Tells "late.Please help" and "好.他说", where a space was left out, from "System.Text" and "example.org".</summary>
internal static class LeftOutSpace
{
    /// <summary>Whether a sentence ends at the marks though no space follows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the sentence begins.</param>
    /// <param name="mark">Its marks.</param>
    /// <param name="end">Their end.</param>
    /// <param name="next">What follows them, with quotation marks passed over.</param>
    public static bool IsAt(string text, int start, int mark, int end, int next)
    {
        if (mark == start || Terminals.AreEllipsis(text.AsSpan(mark, end - mark)))
        {
            return false;
        }

        if (Characters.IsEastAsian(text[next]) && Characters.IsEastAsian(text[mark - 1]))
        {
            return true;
        }

        ReadOnlySpan<char> before = Characters.LettersBefore(text, start, mark);
        int first = mark - before.Length;
        if (before.Length < 2
            || !char.IsLower(before[^1])
            || (first > start && text[first - 1] is '.' or '/' or '@' or ':' or '\\' or '_' or '#' or '='))
        {
            return false;
        }

        ReadOnlySpan<char> following = Characters.WordAt(text, next);
        if (following.IsEmpty || !char.IsUpper(following[0]))
        {
            return false;
        }

        int behind = next + following.Length;
        if (Abbreviations.NeverEnds(following))
        {
            return behind < text.Length && text[behind] == '.';
        }

        return Abbreviations.OpensSentence(following)
            && (behind == text.Length || Characters.IsGap(text[behind]) || text[behind] is ',' or '\'' or '’');
    }
}
