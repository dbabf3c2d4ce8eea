using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// How much each feature alone speaks for a class (Wang and Manning 2012, section 2.1): ln of its share of all features in documents of
/// the class, less ln of its share in the others, each feature counted once a document, and once more than it occurs.
/// </summary>
internal static class LogCountRatios
{
    private const int RowsBetweenLooks = 256;

    /// <param name="rows">The documents.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="weights">How much each document counts.</param>
    /// <param name="isPositive">Whether a document is of the class.</param>
    /// <param name="watch">Looked at now and then; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public static float[] Of(
        SparseRows rows, int features, ReadOnlySpan<float> weights, Func<int, bool> isPositive, StageWatch? watch = null)
    {
        var counts = new (double In, double Out)[features];
        Array.Fill(counts, (1, 1));
        double allIn = features;
        double allOut = features;
        for (int row = 0; row < rows.Count; row++)
        {
            if (row % RowsBetweenLooks == 0)
            {
                watch?.Add(0);
            }

            double inside = isPositive(row) ? weights[row] : 0;
            double outside = weights[row] - inside;
            ReadOnlySpan<int> found = rows[row].Features;
            foreach (int feature in found)
            {
                counts[feature].In += inside;
                counts[feature].Out += outside;
            }

            allIn += found.Length * inside;
            allOut += found.Length * outside;
        }

        double shift = Math.Log(allOut / allIn);
        return Array.ConvertAll(counts, count => (float)(Math.Log(count.In / count.Out) + shift));
    }
}
