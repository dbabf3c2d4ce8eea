using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>Counts in how many documents each n-gram occurs, and keeps those that occur most.</summary>
internal sealed class NGramCounter(int firstUnknown, int longest)
{
    // Above this many different n-grams the rarest are forgotten, so that memory stays bounded on any amount of text.
    private const int MaximumCounted = 8_000_000;

    private readonly BoundedCounts<ulong> _counts = new(MaximumCounted);
    private readonly List<ulong> _ngrams = [];
    private readonly HashSet<ulong> _different = [];
    private int _documents;

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
