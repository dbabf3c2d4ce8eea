using System.Numerics.Tensors;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// How central each sentence is to its document, by its words alone. In documents of more than <see cref="LargestPart"/> sentences it
/// is measured within parts of the document, so that time grows in a line with the length, and memory not at all.
/// </summary>
internal static class SentenceCentrality
{
    /// <summary>Sentences that are compared with one another at most.</summary>
    public const int LargestPart = 1_024;

    private const float Damping = 0.85f;
    private const float Tolerance = 1e-6f;
    private const int MostIterations = 100;

    // Erkan and Radev 2004, section 3.2: sentences that have less in common are not neighbours.
    private const float LexRankThreshold = 0.1f;

    /// <summary>
    /// TextRank (Mihalcea and Tarau 2004, section 4): the rank of a sentence in the graph whose edges are the words two sentences share
    /// over the sum of ln(1 + length) of both. The ranks of a part have the mean 1.
    /// </summary>
    public static float[] TextRank(SentenceBags bags) => ByParts(bags, (part, _) => Rank(SharedWords(bags, part), Flat(part.Length)));

    /// <summary>
    /// TextRank with jumps that favour early sentences: the chance to land on sentence i is as 1 / sqrt(i). The idea is that of
    /// PositionRank (Florescu and Caragea 2017, section 3.1), there for words.
    /// </summary>
    /// <param name="bags">The sentences.</param>
    /// <param name="before">How many sentences of the document come before them.</param>
    public static float[] PositionRank(SentenceBags bags, int before = 0) => ByParts(bags, (part, first) =>
    {
        float[] jumps = [.. Enumerable.Range(before + first + 1, part.Length).Select(place => 1 / MathF.Sqrt(place))];
        TensorPrimitives.Multiply(jumps, part.Length / TensorPrimitives.Sum<float>(jumps), jumps);
        return Rank(SharedWords(bags, part), jumps);
    });

    /// <summary>
    /// LexRank (Erkan and Radev 2004, section 3.2): the rank of a sentence in the graph that joins sentences whose tf-idf cosine is at
    /// least 0.1. The ranks of a part have the mean 1.
    /// </summary>
    public static float[] LexRank(SentenceBags bags) => ByParts(bags, (part, _) =>
    {
        float[] edges = Similarities(bags, part, (bag, i) => bag.Counts[i] * bags.Weight(bag.Words[i]));
        float[] norms = [.. Enumerable.Range(0, part.Length).Select(i => MathF.Sqrt(edges[i * part.Length + i]))];
        for (int i = 0; i < part.Length; i++)
        {
            Span<float> row = edges.AsSpan(i * part.Length, part.Length);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = i != j && row[j] > 0 && row[j] >= LexRankThreshold * norms[i] * norms[j] ? 1 : 0;
            }
        }

        return Rank(edges, Flat(part.Length));
    });

    /// <summary>The cosine between the tf-idf vectors of a sentence and of the whole document.</summary>
    public static float[] TfIdf(SentenceBags bags)
    {
        var document = new float[bags.WordCount];
        foreach (SentenceBags.Bag bag in bags.Sentences)
        {
            for (int i = 0; i < bag.Words.Length; i++)
            {
                document[bag.Words[i]] += bag.Counts[i] * bags.Weight(bag.Words[i]);
            }
        }

        float documentNorm = TensorPrimitives.Norm<float>(document);
        return [.. bags.Sentences.Select(bag => Cosine(bags, bag, document, documentNorm))];
    }

    /// <summary>The cosine between the tf-idf vectors of each sentence and of another text, such as the title.</summary>
    public static float[] Similarity(SentenceBags bags, SentenceBags.Bag text)
    {
        var vector = new float[bags.WordCount];
        for (int i = 0; i < text.Words.Length; i++)
        {
            vector[text.Words[i]] = text.Counts[i] * bags.Weight(text.Words[i]);
        }

        float norm = TensorPrimitives.Norm<float>(vector);
        return [.. bags.Sentences.Select(bag => Cosine(bags, bag, vector, norm))];
    }

    private static float Cosine(SentenceBags bags, SentenceBags.Bag bag, float[] vector, float vectorNorm)
    {
        float product = 0;
        float squares = 0;
        for (int i = 0; i < bag.Words.Length; i++)
        {
            float weight = bag.Counts[i] * bags.Weight(bag.Words[i]);
            product += weight * vector[bag.Words[i]];
            squares += weight * weight;
        }

        return product > 0 ? product / (MathF.Sqrt(squares) * vectorNorm) : 0;
    }

    private static float[] Flat(int count)
    {
        var jumps = new float[count];
        Array.Fill(jumps, 1);
        return jumps;
    }

    private static float[] SharedWords(SentenceBags bags, SentenceBags.Bag[] part)
    {
        float[] edges = Similarities(bags, part, (_, _) => 1);
        float[] norms = [.. part.Select(bag => MathF.Log(1 + bag.Words.Length))];
        for (int i = 0; i < part.Length; i++)
        {
            Span<float> row = edges.AsSpan(i * part.Length, part.Length);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = i == j || row[j] == 0 ? 0 : row[j] / (norms[i] + norms[j]);
            }
        }

        return edges;
    }

    private static float[] ByParts(SentenceBags bags, Func<SentenceBags.Bag[], int, float[]> measure)
    {
        int count = bags.Sentences.Count;
        int parts = (count + LargestPart - 1) / LargestPart;
        var values = new List<float>(count);
        for (int part = 0; part < parts; part++)
        {
            int start = (int)((long)count * part / parts);
            int end = (int)((long)count * (part + 1) / parts);
            values.AddRange(measure([.. bags.Sentences.Skip(start).Take(end - start)], start));
        }

        return [.. values];
    }

    /// <summary>[sentences x sentences]: the sum over shared words of the products of their weights.</summary>
    private static float[] Similarities(SentenceBags bags, SentenceBags.Bag[] part, Func<SentenceBags.Bag, int, float> weight)
    {
        var postings = new List<(int Sentence, float Weight)>?[bags.WordCount];
        for (int sentence = 0; sentence < part.Length; sentence++)
        {
            SentenceBags.Bag bag = part[sentence];
            for (int i = 0; i < bag.Words.Length; i++)
            {
                (postings[bag.Words[i]] ??= []).Add((sentence, weight(bag, i)));
            }
        }

        var similarities = new float[part.Length * part.Length];
        foreach (List<(int Sentence, float Weight)>? sentences in postings)
        {
            foreach ((int i, float first) in sentences ?? [])
            {
                foreach ((int j, float second) in sentences!)
                {
                    similarities[i * part.Length + j] += first * second;
                }
            }
        }

        return similarities;
    }

    /// <summary>
    /// The stationary distribution of the walk along the edges (Brin and Page 1998), times the number of sentences.
    /// <paramref name="jumps"/> says where the walk goes on when it leaves the edges; its mean is 1.
    /// </summary>
    private static float[] Rank(float[] edges, float[] jumps)
    {
        int count = jumps.Length;
        for (int row = 0; row < count; row++)
        {
            Span<float> outgoing = edges.AsSpan(row * count, count);
            float sum = TensorPrimitives.Sum<float>(outgoing);
            if (sum > 0)
            {
                TensorPrimitives.Multiply(outgoing, 1 / sum, outgoing);
            }
            else
            {
                // Without neighbours the walk may go on anywhere.
                outgoing.Fill(1f / count);
            }
        }

        var ranks = new float[count];
        var next = new float[count];
        Array.Fill(ranks, 1);
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            next.AsSpan().Clear();
            for (int row = 0; row < count; row++)
            {
                TensorPrimitives.MultiplyAdd(edges.AsSpan(row * count, count), ranks[row], next, next);
            }

            TensorPrimitives.Multiply(next, Damping, next);
            TensorPrimitives.MultiplyAdd(jumps, 1 - Damping, next, next);
            float change = TensorPrimitives.Distance(next, ranks);
            (ranks, next) = (next, ranks);
            if (change <= Tolerance * count)
            {
                break;
            }
        }

        return ranks;
    }
}
