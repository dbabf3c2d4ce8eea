using System.Buffers;
using System.Globalization;
using System.Text;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>How sentences become the text of a summary, and which can be in one.</summary>
internal static class SummaryText
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\u0085\u2028\u2029\v\f");

    /// <summary>The numbers of the sentences that have a word; the others (a line of stars, nothing at all) are in no summary.</summary>
    public static int[] Worded(IReadOnlyList<string> sentences) =>
        [.. Enumerable.Range(0, sentences.Count).Where(sentence => HasWord(sentences[sentence]))];

    /// <summary>
    /// The sentences' texts on one line, with a space between two; without one behind a mark of Chinese and Japanese, which has its space
    /// within.
    /// </summary>
    public static string Join(IEnumerable<string> sentences)
    {
        var text = new StringBuilder();
        foreach (string sentence in sentences)
        {
            string next = OnOneLine(sentence);
            if (text.Length > 0 && !EndsWide(text))
            {
                text.Append(' ');
            }

            text.Append(next);
        }

        return text.ToString();
    }

    /// <summary>
    /// The sentence with a space in place of each line end and the white space around it, but with nothing between two characters of
    /// Chinese or Japanese.
    /// </summary>
    public static string OnOneLine(string sentence)
    {
        if (!sentence.AsSpan().ContainsAny(LineEnds))
        {
            return sentence;
        }

        var line = new StringBuilder(sentence.Length);
        for (int i = 0; i < sentence.Length;)
        {
            int end = i;
            while (end < sentence.Length && char.IsWhiteSpace(sentence[end]))
            {
                end++;
            }

            if (end == i)
            {
                line.Append(sentence[i++]);
                continue;
            }

            ReadOnlySpan<char> space = sentence.AsSpan(i, end - i);
            if (!space.ContainsAny(LineEnds))
            {
                line.Append(space);
            }
            else if (i > 0 && end < sentence.Length && !(IsWide(sentence[i - 1]) && IsWide(sentence[end])))
            {
                line.Append(' ');
            }

            i = end;
        }

        return line.ToString();
    }

    /// <summary>Whether the sentence has a letter or a number.</summary>
    public static bool HasWord(string sentence)
    {
        foreach (Rune rune in sentence.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the text ends with a full-width mark, maybe within a quotation.</summary>
    private static bool EndsWide(StringBuilder text)
    {
        int last = text.Length - 1;
        while (last > 0 && text[last] is '”' or '’' or '"' or '\'' or '…')
        {
            last--;
        }

        bool isMark = IsWide(text[last]) && !char.IsLetterOrDigit(text[last]);
        return isMark || (last < text.Length - 1 && text[last + 1] == '…' && IsWide(text[last]));
    }

    // Han, kana, and full-width characters.
    private static bool IsWide(char c) =>
        c is (>= '\u2E80' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF')
            or (>= '\uFF01' and <= '\uFF9F');
}
