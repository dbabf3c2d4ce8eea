namespace ContextMemory.MLNet.Evaluation;

/// <summary>Measures a classifier of any number of labels a row, row by row: nothing of a row is kept.</summary>
internal sealed class MultiLabelEvaluator
{
    private readonly SortedDictionary<string, MatchScores> _scores = new(StringComparer.Ordinal);
    private long _rows;
    private long _exactRows;

    /// <param name="right">The labels that the row has, each once.</param>
    /// <param name="found">The labels that it was found to have, each once.</param>
    public void Add(IReadOnlySet<string> right, IReadOnlySet<string> found)
    {
        _rows++;
        _exactRows += right.SetEquals(found) ? 1 : 0;
        foreach (string label in right)
        {
            Add(label, new MatchScores(1, 0, found.Contains(label) ? 1 : 0));
        }

        foreach (string label in found)
        {
            Add(label, new MatchScores(0, 1, 0));
        }
    }

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

    private void Add(string label, MatchScores scores) => _scores[label] = _scores.GetValueOrDefault(label).Plus(scores);
}
