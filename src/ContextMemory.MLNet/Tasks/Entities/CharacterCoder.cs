using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Turns words into rows of a table of characters (Unicode scalar values).</summary>
/// <param name="known">The characters that have a row of their own.</param>
internal sealed class CharacterCoder(FeatureIndex known)
{
    private const int MostCharacters = 65_536;

    public FeatureIndex Known => known;

    /// <summary>Of each token the rows of its characters, of which there are 1 to <see cref="WordTokenizer.MaximumTokenLength"/>.</summary>
    public int[][] Encode(TokenizedText text) => Encode(text, 0, text.Tokens.Count);

    /// <summary>The same of some of the tokens.</summary>
    public int[][] Encode(TokenizedText text, int first, int count)
    {
        var words = new Dictionary<string, int[]>(StringComparer.Ordinal);
        Dictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> byText = words.GetAlternateLookup<ReadOnlySpan<char>>();
        var rows = new int[count][];
        var codes = new List<int>();
        for (int token = 0; token < rows.Length; token++)
        {
            ReadOnlySpan<char> word = text[first + token];
            if (!byText.TryGetValue(word, out int[]? code))
            {
                codes.Clear();
                AddRows(word, codes);
                code = [.. codes];
                byText[word] = code;
            }

            rows[token] = code;
        }

        return rows;
    }

    private void AddRows(ReadOnlySpan<char> word, List<int> codes)
    {
        foreach (System.Text.Rune character in word[..Math.Min(word.Length, WordTokenizer.MaximumTokenLength)].EnumerateRunes())
        {
            codes.Add(known[(ulong)character.Value]);
        }

        if (word.IsEmpty)
        {
            codes.Add(FeatureIndex.UnknownRow);
        }
    }

    /// <summary>Learns from the training texts which characters are known.</summary>
    public sealed class Builder
    {
        private readonly FeatureIndex.Builder _characters = new();

        public void Add(TokenizedText text)
        {
            for (int token = 0; token < text.Tokens.Count; token++)
            {
                foreach (System.Text.Rune character in text[token].EnumerateRunes())
                {
                    _characters.Add((ulong)character.Value);
                }
            }
        }

        public CharacterCoder Build(int minimumCount) => new(_characters.Build(minimumCount, MostCharacters));
    }
}
