using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// How much each feature alone speaks for a class (Wang and Manning 2012, section 2.1): ln of its share of all features in documents of
/// the class, less ln of its share in the others, each feature counted once a document, and once more than it occurs.
/// </summary>
/// <param name="rows">The documents.</param>
/// <param name="features">Number of features.</param>
internal sealed class LogCountRatios(SparseRows rows, int features)
{
    private const int RowsBetweenLooks = 256;

    private readonly (double In, double Out)[] _counts = new (double, double)[features];

    /// <param name="weights">How much each document counts.</param>
    /// <param name="isPositive">Whether a document is of the class.</param>
    /// <param name="ratios">[features], written.</param>
    /// <param name="watch">Looked at now and then; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public void Find(ReadOnlySpan<float> weights, Func<int, bool> isPositive, Span<float> ratios, StageWatch? watch = null)
    {
        Array.Fill(_counts, (1, 1));
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
                _counts[feature].In += inside;
                _counts[feature].Out += outside;
            }

            allIn += found.Length * inside;
            allOut += found.Length * outside;
        }

        double shift = Math.Log(allOut / allIn);
        for (int feature = 0; feature < features; feature++)
        {
            ratios[feature] = (float)(Math.Log(_counts[feature].In / _counts[feature].Out) + shift);
        }
    }
}
