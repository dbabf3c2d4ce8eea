using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>Counts in how many documents each n-gram occurs, and keeps those that occur most.</summary>
/// <param name="firstUnknown">Codes from here on are of unknown words.</param>
/// <param name="longest">Tokens of the longest n-grams.</param>
/// <param name="mostCounted">Above this many different n-grams the rarest are forgotten, so that memory stays bounded on any amount of text.</param>
internal sealed class NGramCounter(int firstUnknown, int longest, int mostCounted)
{
    // The estimate may be a little too small, and it is looked once a document whether there are too many.
    private const double Reserve = 1.06;

    private readonly BoundedCounts<ulong> _counts = new(mostCounted);
    private readonly List<ulong> _ngrams = [];
    private readonly HashSet<ulong> _different = [];
    private int _documents;

    /// <summary>
    /// Makes room for the n-grams of documents that are about to be added: a dictionary that grows by itself takes three times as much.
    /// </summary>
    public void Expect(IEnumerable<int[]> documents)
    {
        var different = new DistinctCount();
        foreach (int[] document in documents)
        {
            NGramReader.Read(document, firstUnknown, longest, _ngrams);
            _ngrams.ForEach(different.Add);
        }

        _counts.Expect((int)(Reserve * Math.Min(different.Estimate(), mostCounted)));
    }

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
