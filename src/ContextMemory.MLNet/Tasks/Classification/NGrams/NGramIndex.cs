using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Which n-grams a model knows, and how much each one tells: a document becomes a sparse vector of (1 + ln tf) · idf of length 1
/// (Salton and Buckley 1988), with idf = 1 + ln((1 + documents) / (1 + documents that have it)).
/// </summary>
internal sealed class NGramIndex
{
    private readonly Dictionary<ulong, int> _features;

    /// <param name="firstUnknown">Codes from here on are of unknown words.</param>
    /// <param name="longest">Tokens of the longest n-grams.</param>
    /// <param name="ngrams">The known n-grams: the place of each is the number of its feature.</param>
    /// <param name="rarities">The idf of each.</param>
    public NGramIndex(int firstUnknown, int longest, ulong[] ngrams, float[] rarities)
    {
        FirstUnknown = firstUnknown;
        Longest = longest;
        NGrams = ngrams;
        Rarities = rarities;
        _features = new Dictionary<ulong, int>(ngrams.Length);
        for (int i = 0; i < ngrams.Length; i++)
        {
            _features.Add(ngrams[i], i);
        }
    }

    public int FirstUnknown { get; }

    public int Longest { get; }

    public ulong[] NGrams { get; }

    public float[] Rarities { get; }

    public int Count => NGrams.Length;

    /// <summary>This index with those n-grams of another that it does not have, as many as make it no larger than allowed.</summary>
    public NGramIndex GrowBy(NGramIndex other, int most)
    {
        int[] added = [.. Enumerable.Range(0, other.Count).Where(feature => !_features.ContainsKey(other.NGrams[feature])).Take(Math.Max(0, most - Count))];
        ulong[] ngrams = [.. NGrams, .. added.Select(feature => other.NGrams[feature])];
        float[] rarities = [.. Rarities, .. added.Select(feature => other.Rarities[feature])];
        Array.Sort(ngrams, rarities);
        return new NGramIndex(FirstUnknown, Longest, ngrams, rarities);
    }

    /// <summary>Whether each n-gram is there once, in the order in which <see cref="NGramCounter"/> puts them.</summary>
    public static bool IsAscending(ReadOnlySpan<ulong> ngrams)
    {
        for (int i = 1; i < ngrams.Length; i++)
        {
            if (ngrams[i] <= ngrams[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts a document's vector into <paramref name="vector"/>, features in ascending order.</summary>
    public void Vectorize(ReadOnlySpan<int> codes, NGramVector vector)
    {
        vector.Clear();
        NGramReader.Read(codes, FirstUnknown, Longest, vector.NGrams);
        foreach (ulong ngram in vector.NGrams)
        {
            if (TryFind(ngram, out int feature))
            {
                vector.Occurrences.Add(feature);
            }
        }

        Span<int> occurrences = CollectionsMarshal.AsSpan(vector.Occurrences);
        occurrences.Sort();
        double squares = 0;
        for (int i = 0; i < occurrences.Length;)
        {
            int first = i;
            while (i < occurrences.Length && occurrences[i] == occurrences[first])
            {
                i++;
            }

            Add(occurrences[first], i - first, vector, ref squares);
        }

        Normalize(vector, squares);
    }

    /// <summary>The same of a document whose n-grams have been counted.</summary>
    /// <param name="counts">How often each feature occurs, features in ascending order.</param>
    /// <param name="vector">Where the vector goes.</param>
    public void Vectorize(IEnumerable<KeyValuePair<int, long>> counts, NGramVector vector)
    {
        vector.Clear();
        double squares = 0;
        foreach ((int feature, long count) in counts)
        {
            Add(feature, count, vector, ref squares);
        }

        Normalize(vector, squares);
    }

    /// <summary>The number of a known n-gram's feature.</summary>
    public bool TryFind(ulong ngram, out int feature) => _features.TryGetValue(ngram, out feature);

    private void Add(int feature, long count, NGramVector vector, ref double squares)
    {
        float value = (1 + MathF.Log(count)) * Rarities[feature];
        squares += value * value;
        vector.Features.Add(feature);
        vector.Values.Add(value);
    }

    private static void Normalize(NGramVector vector, double squares)
    {
        Span<float> values = CollectionsMarshal.AsSpan(vector.Values);
        System.Numerics.Tensors.TensorPrimitives.Multiply(values, squares > 0 ? (float)(1 / Math.Sqrt(squares)) : 0, values);
    }
}
