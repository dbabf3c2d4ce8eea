using System.Globalization;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// Where byte-level BPE parts a text: English contractions, letters, digits or other signs with the space before them, and spaces. It is the regular
/// expression of GPT-2, 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+, written out.
/// </summary>
internal static class ByteLevelWords
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Sign,
    }

    /// <summary>Where the word that begins at a place ends.</summary>
    public static int EndOf(ReadOnlySpan<char> text, int start)
    {
        ReadOnlySpan<char> left = text[start..];
        if (left[0] == '\'')
        {
            foreach (string contraction in Contractions)
            {
                if (left.StartsWith(contraction, StringComparison.Ordinal))
                {
                    return start + contraction.Length;
                }
            }
        }

        int first = left[0] == ' ' && left.Length > 1 ? start + 1 : start;
        Kind kind = KindAt(text, first, out int length);
        if (kind != Kind.Space)
        {
            int end = first + length;
            while (end < text.Length && KindAt(text, end, out length) == kind)
            {
                end += length;
            }

            return end;
        }

        int spaces = start + 1;
        while (spaces < text.Length && char.IsWhiteSpace(text[spaces]))
        {
            spaces++;
        }

        // The last space belongs to the word behind it.
        return spaces < text.Length && spaces - start > 1 ? spaces - 1 : spaces;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        int character = BertCharacters.At(text, index, out length);
        if (length == 1 && char.IsWhiteSpace((char)character))
        {
            return Kind.Space;
        }

        return CharUnicodeInfo.GetUnicodeCategory(character) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Sign,
        };
    }
}
