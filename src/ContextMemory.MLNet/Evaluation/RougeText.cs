using System.Text;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Evaluation;

/// <summary>
/// A text as ROUGE compares it: its words in canonical form and lower case. A word is a run of letters, their marks and digits; each letter of a
/// script without spaces between words is a word, with its marks. Of ASCII text these are the words of Google's <c>rouge-score</c> without
/// stemming, which drops all other letters.
/// </summary>
internal sealed class RougeText
{
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
        bool isAlone = false;
        foreach (Rune rune in CanonicalText.Of(text).Text.EnumerateRunes())
        {
            CharacterKind kind = WordTokenizer.KindOf(rune);
            bool goesOn = word != 0 && (kind == CharacterKind.Mark || (kind == CharacterKind.Word && !isAlone));
            if (word != 0 && !goesOn)
            {
                words.Add(word);
                word = 0;
            }

            if (goesOn || kind is CharacterKind.Word or CharacterKind.Alone)
            {
                // Among a million different words the chance that any two share a number is below one in ten million.
                word = TextHash.Append(word == 0 ? TextHash.Basis : word, (uint)LowerCase(rune));
                isAlone = goesOn ? isAlone : kind == CharacterKind.Alone;
            }
        }

        if (word != 0)
        {
            words.Add(word);
        }

        return new RougeText([.. words]);
    }

    private static int LowerCase(Rune rune) => rune.Value switch
    {
        // The runtime lower-cases for no language, and leaves the first as it is; a capital sigma stands for both small ones.
        'İ' => 'i',
        'ς' => 'σ',
        _ => Rune.ToLowerInvariant(rune).Value,
    };
}
