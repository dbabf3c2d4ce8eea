using System.Numerics.Tensors;
using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Chooses the sentences of a summary by their scores, within its limits.</summary>
internal sealed class SummarySelector(SummaryLimits limits)
{
    public SummaryLimits Limits => limits;

    /// <summary>The sentences' texts with spaces between them.</summary>
    public static string Join(IReadOnlyList<string> sentences, IReadOnlyList<int> chosen) =>
        string.Join(' ', chosen.Select(sentence => sentences[sentence]));

    /// <summary>The numbers of the chosen sentences, in the order in which the summary has them. Of equal scores the earlier sentence wins.</summary>
    public int[] Select(IReadOnlyList<string> sentences, ReadOnlySpan<float> scores)
    {
        int[] words = [.. sentences.Select(SentenceFeatures.CountWords)];
        double mostWords = Math.Min(limits.Words == 0 ? double.MaxValue : limits.Words, limits.Share == 1 ? double.MaxValue : limits.Share * words.Sum());
        int[] order = [.. Enumerable.Range(0, sentences.Count)];
        float[] keys = scores.ToArray();
        Array.Sort(order, (left, right) => keys[left] != keys[right] ? keys[right].CompareTo(keys[left]) : left.CompareTo(right));
        var chosen = new List<int>();
        Redundancy redundancy = Redundancy.Create(limits, sentences, keys);
        var left = new List<int>(order);
        int wordCount = 0;
        while (left.Count > 0 && chosen.Count < limits.Sentences)
        {
            int place = redundancy.Next(left);
            if (place < 0)
            {
                break;
            }

            int sentence = left[place];
            left.RemoveAt(place);
            if (chosen.Count > 0 && wordCount + words[sentence] > mostWords)
            {
                continue;
            }

            chosen.Add(sentence);
            wordCount += words[sentence];
            redundancy.Choose(sentence);
        }

        return limits.KeepsOrder ? [.. chosen.Order()] : [.. chosen];
    }

    /// <summary>Which of the sentences left, the best first, is to be taken next.</summary>
    private abstract class Redundancy
    {
        public static Redundancy Create(SummaryLimits limits, IReadOnlyList<string> sentences, float[] scores) => limits.Redundancy switch
        {
            SummaryRedundancy.TrigramBlocking => new Trigrams(sentences),
            SummaryRedundancy.MarginalRelevance => new MarginalRelevance(sentences, scores, (float)limits.Diversity),
            _ => new Allowed(),
        };

        /// <summary>A place in the list; below 0 where none may be taken.</summary>
        public abstract int Next(List<int> left);

        public abstract void Choose(int sentence);

        private sealed class Allowed : Redundancy
        {
            public override int Next(List<int> left) => 0;

            public override void Choose(int sentence)
            {
            }
        }

        private sealed class Trigrams(IReadOnlyList<string> sentences) : Redundancy
        {
            private readonly HashSet<(ulong, ulong, ulong)> _known = [];

            public override int Next(List<int> left) => left.FindIndex(sentence => !Of(sentence).Any(_known.Contains));

            public override void Choose(int sentence) => _known.UnionWith(Of(sentence));

            private IEnumerable<(ulong, ulong, ulong)> Of(int sentence)
            {
                ulong[] words = RougeText.Of(sentences[sentence]).Words;
                for (int i = 0; i + 2 < words.Length; i++)
                {
                    yield return (words[i], words[i + 1], words[i + 2]);
                }
            }
        }

        private sealed class MarginalRelevance : Redundancy
        {
            private readonly SentenceBags _bags;
            private readonly float[] _relevance;
            private readonly float[] _likeness;
            private readonly float _diversity;

            public MarginalRelevance(IReadOnlyList<string> sentences, float[] scores, float diversity)
            {
                _bags = new SentenceBags(sentences);
                _likeness = new float[scores.Length];
                _diversity = diversity;

                // Between 0 and 1, as the likeness is.
                float least = scores.Length > 0 ? TensorPrimitives.Min<float>(scores) : 0;
                float range = scores.Length > 0 ? TensorPrimitives.Max<float>(scores) - least : 0;
                _relevance = [.. scores.Select(score => range > 0 ? (score - least) / range : 0)];
            }

            public override int Next(List<int> left)
            {
                int best = 0;
                for (int place = 1; place < left.Count; place++)
                {
                    best = Worth(left[place]) > Worth(left[best]) ? place : best;
                }

                return best;
            }

            public override void Choose(int sentence) =>
                TensorPrimitives.Max(_likeness, SentenceCentrality.Similarity(_bags, _bags.Sentences[sentence]), _likeness);

            private float Worth(int sentence) => (1 - _diversity) * _relevance[sentence] - _diversity * _likeness[sentence];
        }
    }
}
