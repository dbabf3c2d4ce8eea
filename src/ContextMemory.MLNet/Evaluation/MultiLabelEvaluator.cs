namespace ContextMemory.MLNet;

/// <summary>
/// Measures a classifier of any number of labels a row, row by row: what <c>mlContext.ContextMemory().EvaluateLabels</c> does with the rows of an
/// IDataView. Nothing of a row is kept.
/// </summary>
public sealed class MultiLabelEvaluator
{
    private readonly SortedDictionary<string, MatchScores> _scores = new(CanonicalComparer.Instance);
    private long _rows;
    private long _exactRows;

    /// <summary>Adds a row.</summary>
    /// <param name="right">The labels that the row has. Here and there an empty text stands for none.</param>
    /// <param name="found">The labels that it was found to have.</param>
    public void Add(IEnumerable<string> right, IEnumerable<string> found)
    {
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(found);
        HashSet<string> rightOnes = SetOf(right);
        HashSet<string> foundOnes = SetOf(found);
        _rows++;
        _exactRows += rightOnes.SetEquals(foundOnes) ? 1 : 0;
        foreach (string label in rightOnes)
        {
            Add(label, new MatchScores(1, 0, foundOnes.Contains(label) ? 1 : 0));
        }

        foreach (string label in foundOnes)
        {
            Add(label, new MatchScores(0, 1, 0));
        }
    }

    /// <summary>The measures of all rows so far.</summary>
    /// <exception cref="InvalidOperationException">There was no row.</exception>
    public MultiLabelMetrics Measure() => _rows == 0
        ? throw new InvalidOperationException("There is no row to measure on.")
        : new MultiLabelMetrics
        {
            Rows = _rows,
            Micro = _scores.Values.Aggregate(default(MatchScores), (sum, scores) => sum.Plus(scores)),
            PerLabel = _scores,
            SubsetAccuracy = (double)_exactRows / _rows,
        };

    private static HashSet<string> SetOf(IEnumerable<string> labels) => labels.Where(label => label.Length > 0).ToHashSet(CanonicalComparer.Instance);

    private void Add(string label, MatchScores scores) => _scores[label] = _scores.GetValueOrDefault(label).Plus(scores);
}
