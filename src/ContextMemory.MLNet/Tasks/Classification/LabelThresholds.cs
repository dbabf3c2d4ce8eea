using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>From which probability on a text is said to have a label.</summary>
internal static class LabelThresholds
{
    private const float Usual = 0.5f;

    // Fewer rows than this that have a label are too few to choose a threshold of its own by.
    private const int FewestWithLabel = 5;

    /// <summary>One half for each label: the fewest wrong decisions, if the probabilities are right.</summary>
    public static float[] Even(int labels)
    {
        var thresholds = new float[labels];
        Array.Fill(thresholds, Usual);
        return thresholds;
    }

    /// <summary>
    /// For each label the threshold of the best F1 on these rows (Lipton 2014); where few rows have it, that of the best F1 over all labels.
    /// </summary>
    /// <param name="probabilities">[rows x labels].</param>
    /// <param name="rows">Which labels each row has.</param>
    /// <param name="labels">Number of labels.</param>
    public static float[] Fit(ReadOnlySpan<float> probabilities, EncodedRows rows, int labels)
    {
        var decisions = new List<(float Probability, bool IsRight)>[labels];
        for (int label = 0; label < labels; label++)
        {
            decisions[label] = [];
            for (int row = 0; row < rows.Labels.Count; row++)
            {
                decisions[label].Add((probabilities[row * labels + label], rows.Has(row, label)));
            }
        }

        float common = Best([.. decisions.SelectMany(all => all)]);
        return [.. decisions.Select(own => own.Count(decision => decision.IsRight) < FewestWithLabel ? common : Best(own))];
    }

    /// <summary>The threshold of the best F1, half-way between the two probabilities that it parts.</summary>
    private static float Best(List<(float Probability, bool IsRight)> decisions)
    {
        int support = decisions.Count(decision => decision.IsRight);
        (float Probability, bool IsRight)[] ordered = [.. decisions.OrderByDescending(decision => decision.Probability)];
        double bestF1 = 0;
        float best = Usual;
        int correct = 0;
        for (int i = 0; i < ordered.Length; i++)
        {
            correct += ordered[i].IsRight ? 1 : 0;
            float next = i + 1 < ordered.Length ? ordered[i + 1].Probability : 0;
            double f1 = new MatchScores(support, i + 1, correct).F1;
            if (f1 > bestF1 && next < ordered[i].Probability)
            {
                bestF1 = f1;
                best = (ordered[i].Probability + next) / 2;
            }
        }

        return best;
    }
}
