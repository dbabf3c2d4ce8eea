using System.Globalization;
using System.Text;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Evaluation;

/// <summary>
/// A text as ROUGE compares it. As in Google's <c>rouge-score</c> without stemming, a word is a run of a-z and 0-9 of the lower-cased
/// text. That package drops all else, and with it every Chinese text; here each character of a script written without spaces is a
/// word too. Texts without such characters have the words that they have there.
/// </summary>
internal sealed class RougeText
{
    // Python lower-cases this letter to an i and a combining dot, which ends the word.
    private const int DottedCapitalI = 0x130;
    private const int KelvinSign = 0x212A;

    private RougeText(ulong[] words)
    {
        Words = words;
        SortedWords = [.. words.Order()];
        SortedPairs = new UInt128[Math.Max(0, words.Length - 1)];
        for (int i = 0; i < SortedPairs.Length; i++)
        {
            SortedPairs[i] = new UInt128(words[i], words[i + 1]);
        }

        SortedPairs.AsSpan().Sort();
    }

    /// <summary>A number for each word, in order: the same for the same word, and so far apart that no two words share one.</summary>
    public ulong[] Words { get; }

    public ulong[] SortedWords { get; }

    public UInt128[] SortedPairs { get; }

    public static RougeText Of(ReadOnlySpan<char> text)
    {
        var words = new List<ulong>();
        ulong word = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int letter = LowerCase(rune.Value);
            if (letter <= 'z' && char.IsAsciiLetterOrDigit((char)letter))
            {
                // Among a million different words the chance that any two share a number is below one in ten million.
                word = TextHash.Append(word == 0 ? TextHash.Basis : word, (uint)letter);
                if (rune.Value != DottedCapitalI)
                {
                    continue;
                }

                letter = rune.Value;
            }

            if (word != 0)
            {
                words.Add(word);
                word = 0;
            }

            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter && WordTokenizer.IsWrittenWithoutSpaces(rune.Value))
            {
                words.Add((ulong)rune.Value);
            }
        }

        if (word != 0)
        {
            words.Add(word);
        }

        return new RougeText([.. words]);
    }

    /// <summary>Among the characters whose lower case is a-z or 0-9 are two outside ASCII.</summary>
    private static int LowerCase(int character) => character switch
    {
        >= 'A' and <= 'Z' => character + ('a' - 'A'),
        DottedCapitalI => 'i',
        KelvinSign => 'k',
        _ => character,
    };
}
