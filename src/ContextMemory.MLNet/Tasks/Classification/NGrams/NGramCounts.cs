using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>How often each known n-gram occurs in a document that comes in parts: no more counts than the index has n-grams.</summary>
internal sealed class NGramCounts(NGramIndex index)
{
    private readonly Dictionary<int, long> _counts = [];
    private readonly ulong[] _endingHere = new ulong[index.Longest];
    private readonly List<ulong> _ngrams = [];
    private int _tokens;

    /// <summary>Counts the n-grams that end in the next part of the document, which is cut between tokens.</summary>
    public void Add(ReadOnlySpan<int> codes)
    {
        _ngrams.Clear();
        NGramReader.ReadOn(codes, index.FirstUnknown, _endingHere, ref _tokens, _ngrams);
        foreach (ulong ngram in _ngrams)
        {
            if (index.TryFind(ngram, out int feature))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, feature, out _)++;
            }
        }
    }

    /// <summary>The vector of the document.</summary>
    public NGramVector ToVector()
    {
        var vector = new NGramVector();
        index.Vectorize(_counts.OrderBy(count => count.Key), vector);
        return vector;
    }
}
