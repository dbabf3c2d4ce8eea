using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>From which probability on a text is said to have a label.</summary>
internal static class LabelThresholds
{
    private const float Usual = 0.5f;

    // Fewer rows than this that have a label are too few to choose a threshold of its own by.
    private const int FewestWithLabel = 5;

    private const int ProbabilitiesBetweenLooks = 4_096;

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
    /// <param name="chosen">The numbers of the rows that are meant.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="watch">Counts the labels; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public static float[] Fit(float[] probabilities, EncodedRows rows, int[] chosen, int labels, StageWatch? watch = null)
    {
        var having = new List<float>[labels];
        for (int label = 0; label < labels; label++)
        {
            having[label] = [];
        }

        for (int i = 0; i < chosen.Length; i++)
        {
            watch?.Add(0);
            foreach (int label in rows.LabelsOf(chosen[i]))
            {
                having[label].Add(probabilities[i * labels + label]);
            }
        }

        float common = Best([.. having.SelectMany(own => own)], probabilities, 0, 1, watch);
        var thresholds = new float[labels];
        for (int label = 0; label < labels; label++)
        {
            watch?.Add();
            thresholds[label] = having[label].Count < FewestWithLabel
                ? common
                : Best([.. having[label]], probabilities, label, labels, watch);
        }

        return thresholds;
    }

    /// <summary>
    /// The threshold of the best F1, half-way between the two probabilities that it parts. The upper one is that of a row that has the
    /// label: without such a row between them, the higher of two thresholds is better.
    /// </summary>
    /// <param name="having">The probabilities of all that have the label.</param>
    /// <param name="probabilities">Among these are those of all, whether they have it or not:</param>
    /// <param name="first">from here on,</param>
    /// <param name="step">one in so many.</param>
    /// <param name="watch">Looked at now and then.</param>
    private static float Best(float[] having, float[] probabilities, int first, int step, StageWatch? watch)
    {
        // Ascending, each once; how many of all lie from each of them up to the next, and the highest below each.
        Array.Sort(having);
        float[] cuts = [.. having.Distinct()];
        var counts = new int[cuts.Length];
        var below = new float[cuts.Length];
        int untilLook = 0;
        for (int i = first; i < probabilities.Length; i += step)
        {
            if (untilLook-- == 0)
            {
                watch?.Add(0);
                untilLook = ProbabilitiesBetweenLooks;
            }

            float probability = probabilities[i];
            int place = Array.BinarySearch(cuts, probability);
            int next = place >= 0 ? place + 1 : ~place;
            if (next > 0)
            {
                counts[next - 1]++;
            }

            if (next < cuts.Length)
            {
                below[next] = Math.Max(below[next], probability);
            }
        }

        double bestF1 = 0;
        float best = Usual;
        int found = 0;
        int correct = 0;
        for (int cut = cuts.Length - 1; cut >= 0; cut--)
        {
            found += counts[cut];
            while (correct < having.Length && having[^(correct + 1)] == cuts[cut])
            {
                correct++;
            }

            double f1 = new MatchScores(having.Length, found, correct).F1;
            if (f1 > bestF1 && cuts[cut] > below[cut])
            {
                bestF1 = f1;
                best = (cuts[cut] + below[cut]) / 2;
            }
        }

        return best;
    }
}
