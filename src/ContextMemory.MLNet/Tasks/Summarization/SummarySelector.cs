using System.Numerics.Tensors;
using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Chooses the sentences of a summary by their scores, within its limits.</summary>
internal sealed class SummarySelector(SummaryLimits limits)
{
    // So many of the best sentences, or the limit if it is higher, are compared with those chosen by marginal relevance.
    private const int Candidates = 4_096;

    public SummaryLimits Limits => limits;

    /// <summary>
    /// The numbers of the chosen sentences, in the order in which the summary has them. Of equal scores the earlier sentence wins.
    /// </summary>
    /// <param name="sentences">Sentences that have words.</param>
    /// <param name="scores">A number for each.</param>
    public int[] Select(IReadOnlyList<string> sentences, ReadOnlySpan<float> scores)
    {
        float[] keys = scores.ToArray();
        int[] order = [.. Enumerable.Range(0, sentences.Count)];
        Array.Sort(order, (left, right) => keys[left] != keys[right] ? keys[right].CompareTo(keys[left]) : left.CompareTo(right));
        var room = new Room(limits, sentences);
        int[] chosen = limits.Redundancy switch
        {
            SummaryRedundancy.TrigramBlocking => ByScore(sentences, order, room, new Trigrams()),
            SummaryRedundancy.MarginalRelevance => ByRelevance(sentences, keys, order, room),
            _ => ByScore(sentences, order, room, known: null),
        };
        return limits.KeepsOrder ? [.. chosen.Order()] : chosen;
    }

    private int[] ByScore(IReadOnlyList<string> sentences, int[] order, Room room, Trigrams? known)
    {
        var chosen = new List<int>();
        foreach (int sentence in order)
        {
            if (chosen.Count == limits.Sentences)
            {
                break;
            }

            // What is blocked now stays so: more and more is known.
            if (known?.Blocks(sentences[sentence]) != true && room.Take(sentence))
            {
                chosen.Add(sentence);
                if (chosen.Count < limits.Sentences)
                {
                    known?.Add(sentences[sentence]);
                }
            }
        }

        return [.. chosen];
    }

    private int[] ByRelevance(IReadOnlyList<string> sentences, float[] scores, int[] order, Room room)
    {
        // In the order of the text, in which words are numbered.
        int[] candidates = [.. order.Take(Math.Max(Candidates, limits.Sentences)).Order()];
        var relevance = new MarginalRelevance(
            [.. candidates.Select(sentence => sentences[sentence])],
            [.. candidates.Select(sentence => scores[sentence])],
            (float)limits.Diversity);
        var left = new List<int>(Enumerable.Range(0, candidates.Length).OrderByDescending(candidate => scores[candidates[candidate]]));
        var chosen = new List<int>();
        while (left.Count > 0 && chosen.Count < limits.Sentences)
        {
            int place = relevance.Best(left);
            int candidate = left[place];
            left.RemoveAt(place);
            if (room.Take(candidates[candidate]))
            {
                chosen.Add(candidates[candidate]);
                relevance.Choose(candidate);
            }
        }

        return [.. chosen];
    }

    /// <summary>How many words the summary still has room for.</summary>
    private sealed class Room(SummaryLimits limits, IReadOnlyList<string> sentences)
    {
        private readonly double _most = Math.Min(
            limits.Words == 0 ? double.PositiveInfinity : limits.Words,
            limits.Share == 1 ? double.PositiveInfinity : limits.Share * sentences.Sum(SentenceFeatures.CountWords));

        private double _words;
        private bool _hasAny;

        /// <summary>Takes the sentence if there is room for it; the first is taken even if it is too long.</summary>
        public bool Take(int sentence)
        {
            if (double.IsFinite(_most))
            {
                double words = _words + SentenceFeatures.CountWords(sentences[sentence]);
                if (_hasAny && words > _most)
                {
                    return false;
                }

                _words = words;
            }

            _hasAny = true;
            return true;
        }
    }

    /// <summary>Three words in a row of the sentences chosen, as hashes.</summary>
    private sealed class Trigrams
    {
        private readonly HashSet<(ulong, ulong, ulong)> _known = [];

        public bool Blocks(string sentence) => _known.Count > 0 && Of(sentence).Any(_known.Contains);

        public void Add(string sentence) => _known.UnionWith(Of(sentence));

        private static IEnumerable<(ulong, ulong, ulong)> Of(string sentence)
        {
            ulong[] words = RougeText.Of(sentence).Words;
            for (int i = 0; i + 2 < words.Length; i++)
            {
                yield return (words[i], words[i + 1], words[i + 2]);
            }
        }
    }

    private sealed class MarginalRelevance
    {
        private readonly SentenceBags _bags;
        private readonly float[] _relevance;
        private readonly float[] _likeness;
        private readonly float _diversity;

        public MarginalRelevance(string[] sentences, float[] scores, float diversity)
        {
            _bags = new SentenceBags(sentences);
            _likeness = new float[scores.Length];
            _diversity = diversity;

            // Between 0 and 1, as the likeness is.
            float least = scores.Length > 0 ? TensorPrimitives.Min<float>(scores) : 0;
            float range = scores.Length > 0 ? TensorPrimitives.Max<float>(scores) - least : 0;
            _relevance = [.. scores.Select(score => range > 0 ? (score - least) / range : 0)];
        }

        /// <summary>The place in the list of the sentence that is to be taken next. The list has the best scores first.</summary>
        public int Best(List<int> left)
        {
            int best = 0;
            for (int place = 1; place < left.Count; place++)
            {
                best = Worth(left[place]) > Worth(left[best]) ? place : best;
            }

            return best;
        }

        public void Choose(int sentence) =>
            TensorPrimitives.Max(_likeness, SentenceCentrality.Similarity(_bags, _bags.Sentences[sentence]), _likeness);

        private float Worth(int sentence) => (1 - _diversity) * _relevance[sentence] - _diversity * _likeness[sentence];
    }
}
