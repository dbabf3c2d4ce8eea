using System.Buffers;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>What stands before an item of a list: "- ", "• ", "1. ", "2) ", "a) ", "(iii) ", "・", "①", "三、".</summary>
internal static class ListMarker
{
    private static readonly SearchValues<char> Bullets = SearchValues.Create("-*+•–‣·◦●○■□▪▫►▶➢➤✓✔✗✘");
    private static readonly SearchValues<char> HanNumerals = SearchValues.Create("一二三四五六七八九十");

    /// <summary>The marker's length in UTF-16 units without the space behind it, 0 where there is none.</summary>
    public static int Length(string text, int start)
    {
        if (start >= text.Length)
        {
            return 0;
        }

        char first = text[start];
        if (first is '・' or >= '①' and <= '⑳')
        {
            return 1;
        }

        if (Bullets.Contains(first))
        {
            return HasSpace(text, start + 1) ? 1 : 0;
        }

        return first is '(' or '（' || char.IsAsciiLetterOrDigit(first) ? LabelLength(text, start) : HanLength(text, start);
    }

    private static int LabelLength(string text, int start)
    {
        bool hasBracket = text[start] is '(' or '（';
        int first = start + (hasBracket ? 1 : 0);
        int end = first;
        while (end < text.Length && end < first + 5 && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        if (end == first || end == text.Length)
        {
            return 0;
        }

        ReadOnlySpan<char> label = text.AsSpan(first, end - first);
        bool isNumber = label.Length <= 3 && !label.ContainsAnyExceptInRange('0', '9');
        bool isLetter = label.Length == 1;
        bool isRoman = !label.ContainsAnyExcept("ivxIVX");
        bool closes = text[end] switch
        {
            ')' => (isNumber || isLetter || isRoman) && HasSpace(text, end + 1),
            '.' => !hasBracket && (isNumber || (isLetter && char.IsAsciiLetterUpper(label[0]))) && HasSpace(text, end + 1),
            '）' => isNumber || isLetter,
            '、' or '．' => !hasBracket && isNumber,
            _ => false,
        };
        return closes ? end + 1 - start : 0;
    }

    /// <summary>"三、" and "十二、".</summary>
    private static int HanLength(string text, int start)
    {
        int end = start;
        while (end < text.Length && end < start + 3 && HanNumerals.Contains(text[end]))
        {
            end++;
        }

        return end > start && end < text.Length && text[end] == '、' ? end + 1 - start : 0;
    }

    private static bool HasSpace(string text, int i) => i < text.Length && text[i] is ' ' or '\t';
}
