using System.Numerics.Tensors;
using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Chooses the sentences of a summary by their scores, within its limits.</summary>
internal sealed class SummarySelector(SummaryLimits limits)
{
    /// <summary>Stands for the score of a sentence without a word until those of all others are known.</summary>
    public const float NoScore = float.NaN;

    public SummaryLimits Limits => limits;

    /// <summary>
    /// The numbers of the chosen sentences, in the order in which the summary has them. Of equal scores the earlier sentence wins.
    /// </summary>
    /// <param name="sentences">Sentences that have words.</param>
    /// <param name="scores">A number for each.</param>
    public int[] Select(IReadOnlyList<string> sentences, ReadOnlySpan<float> scores)
    {
        var candidates = new SummaryCandidates(limits);
        for (int sentence = 0; sentence < sentences.Count; sentence++)
        {
            candidates.Add(new SummaryCandidate(sentence, sentences[sentence], scores[sentence]));
        }

        return [.. Select(candidates).Select(sentence => sentence.Number)];
    }

    /// <summary>The summary of a text.</summary>
    /// <param name="candidates">Those of its sentences that have a word.</param>
    /// <param name="scores">Of all of its sentences. Those without a word get the lowest of the others, 0 where there is none.</param>
    public TextSummary Summarize(SummaryCandidates candidates, float[] scores)
    {
        float lowest = scores.Where(score => !float.IsNaN(score)).DefaultIfEmpty().Min();
        foreach (ref float score in scores.AsSpan())
        {
            score = float.IsNaN(score) ? lowest : score;
        }

        SummaryCandidate[] chosen = Select(candidates);
        return new TextSummary(
            [.. chosen.Select(sentence => SummaryText.OnOneLine(sentence.Text))], [.. chosen.Select(sentence => sentence.Number)], scores);
    }

    private SummaryCandidate[] Select(SummaryCandidates candidates)
    {
        SummaryCandidate[] best = candidates.BestFirst();
        var room = new Room(limits, candidates.Words);
        SummaryCandidate[] chosen = limits.Redundancy switch
        {
            SummaryRedundancy.TrigramBlocking => ByScore(best, room, new Trigrams()),
            SummaryRedundancy.MarginalRelevance => ByRelevance(best, room),
            _ => ByScore(best, room, known: null),
        };
        return limits.KeepsOrder ? [.. chosen.OrderBy(sentence => sentence.Number)] : chosen;
    }

    private SummaryCandidate[] ByScore(SummaryCandidate[] best, Room room, Trigrams? known)
    {
        var chosen = new List<SummaryCandidate>();
        foreach (SummaryCandidate sentence in best)
        {
            if (chosen.Count == limits.Sentences)
            {
                break;
            }

            // What is blocked now stays so: more and more is known.
            if (known?.Blocks(sentence.Text) != true && room.Take(sentence))
            {
                chosen.Add(sentence);
                if (chosen.Count < limits.Sentences)
                {
                    known?.Add(sentence.Text);
                }
            }
        }

        return [.. chosen];
    }

    private SummaryCandidate[] ByRelevance(SummaryCandidate[] best, Room room)
    {
        // In the order of the text, in which words are numbered.
        SummaryCandidate[] candidates = [.. best.OrderBy(sentence => sentence.Number)];
        var relevance = new MarginalRelevance(
            [.. candidates.Select(sentence => sentence.Text)], [.. candidates.Select(sentence => sentence.Score)], (float)limits.Diversity);
        var left = new List<int>(Enumerable.Range(0, candidates.Length).OrderByDescending(candidate => candidates[candidate].Score));
        var chosen = new List<SummaryCandidate>();
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
    private sealed class Room(SummaryLimits limits, long wordsOfText)
    {
        private readonly double _most = Math.Min(
            limits.Words == 0 ? double.PositiveInfinity : limits.Words,
            limits.Share == 1 ? double.PositiveInfinity : limits.Share * wordsOfText);

        private double _words;
        private bool _hasAny;

        /// <summary>Takes the sentence if there is room for it; the first is taken even if it is too long.</summary>
        public bool Take(SummaryCandidate sentence)
        {
            if (double.IsFinite(_most))
            {
                double words = _words + SentenceFeatures.CountWords(sentence.Text);
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
