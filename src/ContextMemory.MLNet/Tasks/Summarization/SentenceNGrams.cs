using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// The cue words of a sentence ("in this paper", "we show"): its different words, pairs and triples of neighbouring words, in lower
/// case, each as a row of a table by a hash (Weinberger 2009). The sentence's begin counts as a word.
/// </summary>
internal static class SentenceNGrams
{
    private const int Longest = 3;

    /// <summary>Rows of the table, each once and in rising order.</summary>
    public static int[] Rows(ReadOnlySpan<char> sentence, int tableRows)
    {
        var rows = new HashSet<int>();
        Span<char> buffer = stackalloc char[WordTokenizer.MaximumTokenLength];
        Span<uint> hashes = stackalloc uint[Longest];
        hashes.Clear();
        hashes[0] = TextHash.ShortBasis;
        int length = 1;
        var tokens = new WordTokenizer(sentence);
        while (tokens.MoveNext())
        {
            // hashes[n]: of the last n + 1 words.
            uint word = TextHash.ShortOf(Vocabulary.Fold(tokens.Token, lowerCase: true, buffer));
            for (int n = Math.Min(length, Longest - 1); n > 0; n--)
            {
                hashes[n] = TextHash.Mix(hashes[n - 1] * TextHash.ShortPrime ^ word);
            }

            hashes[0] = word;
            length++;
            for (int n = 0; n < Math.Min(length, Longest); n++)
            {
                rows.Add((int)(TextHash.Mix(hashes[n] + (uint)n) % (uint)tableRows));
            }
        }

        return [.. rows.Order()];
    }
}
