using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>Counts in how many documents each n-gram occurs, and keeps those that occur most.</summary>
/// <param name="firstUnknown">Codes from here on are of unknown words.</param>
/// <param name="longest">Tokens of the longest n-grams.</param>
/// <param name="mostCounted">Above this many different n-grams the rarest are forgotten, so that memory stays bounded on any amount of text.</param>
internal sealed class NGramCounter(int firstUnknown, int longest, int mostCounted = NGramCounter.MostCounted)
{
    private const int MostCounted = 8_000_000;

    // Of one that is counted, with what a dictionary that has just grown leaves free.
    private const int BytesPerNGram = 56;

    private readonly BoundedCounts<ulong> _counts = new(mostCounted);
    private readonly List<ulong> _ngrams = [];
    private readonly HashSet<ulong> _different = [];
    private int _documents;

    /// <summary>How many n-grams to count in a quarter of the memory that the process may take.</summary>
    /// <param name="memoryMB">In MiB; 0 sets no bound.</param>
    public static int MostFor(int memoryMB) =>
        memoryMB == 0 ? MostCounted : (int)Math.Min(MostCounted, ((long)memoryMB << 20) / 4 / BytesPerNGram);

    public void Add(ReadOnlySpan<int> codes)
    {
        _documents++;
        NGramReader.Read(codes, firstUnknown, longest, _ngrams);
        _different.Clear();
        foreach (ulong ngram in _ngrams)
        {
            if (_different.Add(ngram))
            {
                _counts.Add(ngram);
            }
        }

        _counts.ForgetRarest();
    }

    /// <summary>
    /// The index of the n-grams that occur in most documents, at most <paramref name="most"/>: all that occur in as many documents as
    /// the rarest kept one, or none of these.
    /// </summary>
    public NGramIndex Build(int most)
    {
        _counts.ForgetRarest(most);

        // In the order of their numbers: the order of a dictionary is not promised.
        ulong[] ngrams = [.. _counts.Counts.Keys];
        Array.Sort(ngrams);
        float[] rarities = [.. ngrams.Select(ngram => (float)(1 + Math.Log((1.0 + _documents) / (1 + _counts.Counts[ngram]))))];
        return new NGramIndex(firstUnknown, longest, ngrams, rarities);
    }
}
