using System.Runtime.InteropServices;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// From the codes of a vocabulary to those of the same with words added: what was read by its character n-grams has a code of its own
/// there. Pairs of characters that were added are not found: a row in the old codes does not tell which characters it had.
/// </summary>
internal sealed class GrownCodes
{
    // The codes of a word, as characters: a key that is compared by its content.
    private readonly Dictionary<string, int> _added = new(StringComparer.Ordinal);

    public GrownCodes(Vocabulary old, Vocabulary grown)
    {
        foreach (string word in grown.AddedWords.Skip(old.AddedWords.Count))
        {
            int[] codes = old.Encode(word);
            if (TokenCodes.CountTokens(codes) == 1 && grown.TryFind(word, out int row))
            {
                _added[new string(KeyOf(codes))] = row;
            }
        }
    }

    /// <summary>The codes that the grown vocabulary gives to the text of these.</summary>
    public int[] Of(ReadOnlySpan<int> codes)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> added = _added.GetAlternateLookup<ReadOnlySpan<char>>();
        var grown = new List<int>(codes.Length);
        for (int next = 0; next < codes.Length;)
        {
            int first = next++;
            while (next < codes.Length && codes[next] < 0)
            {
                next++;
            }

            ReadOnlySpan<int> token = codes[first..next];
            if (added.TryGetValue(KeyOf(token), out int row))
            {
                grown.Add(row);
            }
            else
            {
                grown.AddRange(token);
            }
        }

        return [.. grown];
    }

    private static ReadOnlySpan<char> KeyOf(ReadOnlySpan<int> codes) => MemoryMarshal.Cast<int, char>(codes);
}
