using System.Globalization;
using System.Text;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>What characters are to a sentence, and how to pass over them.</summary>
internal static class Characters
{
    private const string Openers = "\"'“”„‚‘«»‹›([{¿¡*_-–—";
    private const string Quotes = "\"'”’“‘»«›‹„‚」』＂";

    /// <summary>White space, or a character without width that stands between words.</summary>
    public static bool IsGap(char c) => char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF' or '\u200E' or '\u200F';

    public static bool IsQuote(char c) => Quotes.Contains(c);

    /// <summary>What may stand behind the mark that ends a sentence and belongs to it.</summary>
    public static bool IsCloser(char c) =>
        Quotes.Contains(c) || char.GetUnicodeCategory(c) is UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation;

    public static bool IsLineEnd(char c) => c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    /// <summary>A letter, a digit, or a sign that is part of one, as the vowels of Devanagari are.</summary>
    public static bool IsLetterOrSign(char c) =>
        char.IsLetterOrDigit(c)
        || (c > '\u02FF' && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    /// <summary>Of Chinese, Japanese or Korean, whose writers often leave out the space behind a mark.</summary>
    public static bool IsEastAsian(char c) =>
        c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF';

    public static int SkipWhiteSpace(string text, int i)
    {
        while (i < text.Length && char.IsWhiteSpace(text[i]))
        {
            i++;
        }

        return i;
    }

    public static int SkipGaps(string text, int i)
    {
        while (i < text.Length && IsGap(text[i]))
        {
            i++;
        }

        return i;
    }

    /// <summary>Passes over what stands before a sentence's first letter: quotes, brackets, dashes and spaces.</summary>
    public static int SkipOpeners(string text, int i)
    {
        while (i < text.Length && (Openers.Contains(text[i]) || text[i] is ' ' or '\u00A0' or '\u202F'))
        {
            i++;
        }

        return i;
    }

    /// <summary>The letters and digits from here on.</summary>
    public static ReadOnlySpan<char> WordAt(string text, int start)
    {
        int end = start;
        while (end < text.Length && IsLetterOrSign(text[end]))
        {
            end++;
        }

        return text.AsSpan(start, end - start);
    }

    /// <summary>The letters before this place.</summary>
    public static ReadOnlySpan<char> LettersBefore(string text, int start, int end)
    {
        int first = end;
        while (first > start && char.IsLetter(text[first - 1]))
        {
            first--;
        }

        return text.AsSpan(first, end - first);
    }

    /// <summary>Passes over a pictograph or a face of marks such as ":-)"; stays where there is none.</summary>
    public static int SkipPictograph(string text, int i)
    {
        if (i < text.Length && text[i] is ':' or ';' or '=' or '<')
        {
            return SkipFace(text, i);
        }

        int end = i;
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out Rune rune) && IsPictograph(rune, isFirst: end == i))
        {
            end += rune.Utf16SequenceLength;
        }

        return end;
    }

    private static bool IsPictograph(Rune rune, bool isFirst) => rune.Value switch
    {
        >= 0x2600 and <= 0x27BF or >= 0x1F000 and <= 0x1FAFF => true,
        0xFE0F or 0x200D or 0x20E3 or (>= 0xE0020 and <= 0xE007F) => !isFirst,
        _ => false,
    };

    private static int SkipFace(string text, int start)
    {
        int i = start + 1;
        if (text[start] == '<')
        {
            i = i < text.Length && text[i] == '3' ? i + 1 : start;
        }
        else
        {
            i += i < text.Length && text[i] is '-' or '\'' ? 1 : 0;
            int mouth = i;
            while (i < text.Length && text[i] is ')' or '(' or ']' or '[' or 'D' or 'P' or 'p' or 'O' or 'o' or '/' or '|' or '*')
            {
                i++;
            }

            i = i > mouth ? i : start;
        }

        return i == text.Length || IsGap(text[i]) ? i : start;
    }
}
