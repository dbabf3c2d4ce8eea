using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>The sentences that a summary would have if the reference were known: what no extractive summarizer can beat by much.</summary>
internal static class BestExtract
{
    /// <summary>
    /// Adds the sentence that raises the sum of ROUGE-1 and ROUGE-2 F1 most (against the reference where it becomes highest), until none
    /// raises it or there are <paramref name="most"/> (the greedy oracle of Nallapati 2017, section 3.2). Pairs of words across the
    /// ends of sentences are not counted.
    /// </summary>
    /// <returns>The numbers of the sentences in rising order.</returns>
    public static int[] Greedy(IReadOnlyList<RougeText> sentences, IReadOnlyList<RougeText> references, int most)
    {
        int[] best = [];
        double bestScore = 0;
        foreach (RougeText reference in references)
        {
            (int[] chosen, double score) = Greedy(sentences, reference, most);
            if (score > bestScore)
            {
                (best, bestScore) = (chosen, score);
            }
        }

        return best;
    }

    private static (int[] Chosen, double Score) Greedy(IReadOnlyList<RougeText> sentences, RougeText reference, int most)
    {
        var words = Overlap.Create(reference.SortedWords, sentences, sentence => sentence.SortedWords);
        var pairs = Overlap.Create(reference.SortedPairs, sentences, sentence => sentence.SortedPairs);
        var left = new List<int>(Enumerable.Range(0, sentences.Count));
        var chosen = new List<int>();
        double score = 0;
        while (chosen.Count < most && left.Count > 0)
        {
            int next = left.MaxBy(sentence => words.F1With(sentence) + pairs.F1With(sentence));
            double with = words.F1With(next) + pairs.F1With(next);
            if (with <= score)
            {
                break;
            }

            score = with;
            words.Add(next);
            pairs.Add(next);
            chosen.Add(next);
            left.Remove(next);
        }

        return ([.. chosen.Order()], score);
    }

    /// <summary>The n-grams that an extract has in common with its reference, kept up as sentences are added.</summary>
    private sealed class Overlap
    {
        // By the number of an n-gram of the reference: how often it occurs there and in the extract.
        private readonly int[] _wanted;
        private readonly int[] _found;

        // Of each sentence the n-grams that the reference has too, and how many it has in all.
        private readonly (int NGram, int Count)[][] _sentences;
        private readonly int[] _lengths;
        private readonly int _referenceLength;
        private int _common;
        private int _length;

        private Overlap(int[] wanted, (int NGram, int Count)[][] sentences, int[] lengths, int referenceLength)
        {
            _wanted = wanted;
            _found = new int[wanted.Length];
            _sentences = sentences;
            _lengths = lengths;
            _referenceLength = referenceLength;
        }

        public static Overlap Create<T>(T[] reference, IReadOnlyList<RougeText> sentences, Func<RougeText, T[]> nGrams)
            where T : notnull
        {
            KeyValuePair<T, int>[] counts = [.. reference.CountBy(nGram => nGram)];
            var numbers = counts.Index().ToDictionary(count => count.Item.Key, count => count.Index);
            return new Overlap(
                [.. counts.Select(count => count.Value)],
                [.. sentences.Select(sentence => Common(nGrams(sentence)))],
                [.. sentences.Select(sentence => nGrams(sentence).Length)],
                reference.Length);

            (int, int)[] Common(T[] found) =>
                [.. found.Where(numbers.ContainsKey).CountBy(nGram => numbers[nGram]).Select(count => (count.Key, count.Value))];
        }

        /// <summary>F1 if this sentence were added.</summary>
        public double F1With(int sentence)
        {
            int common = _common;
            foreach ((int nGram, int count) in _sentences[sentence])
            {
                common += Math.Min(_found[nGram] + count, _wanted[nGram]) - Math.Min(_found[nGram], _wanted[nGram]);
            }

            return RougeScore.Of(common, _length + _lengths[sentence], _referenceLength).F1;
        }

        public void Add(int sentence)
        {
            foreach ((int nGram, int count) in _sentences[sentence])
            {
                _common += Math.Min(_found[nGram] + count, _wanted[nGram]) - Math.Min(_found[nGram], _wanted[nGram]);
                _found[nGram] += count;
            }

            _length += _lengths[sentence];
        }
    }
}
