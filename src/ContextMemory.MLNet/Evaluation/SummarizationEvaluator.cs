namespace ContextMemory.MLNet.Evaluation;

/// <summary>Measures summaries row by row against their references. Keeps three numbers a row, for the intervals.</summary>
internal sealed class SummarizationEvaluator
{
    private readonly List<RougeScores> _rows = [];

    /// <param name="summary">A summary.</param>
    /// <param name="references">What it is compared with: at least one.</param>
    public void Add(string summary, IReadOnlyList<string> references) => _rows.Add(Rouge.Score(summary, references));

    public int Count => _rows.Count;

    /// <exception cref="InvalidOperationException">There was no row.</exception>
    public SummarizationMetrics Measure() => _rows.Count > 0
        ? new SummarizationMetrics
        {
            Rows = _rows.Count,
            Rouge1 = Mean(scores => scores.Rouge1),
            Rouge2 = Mean(scores => scores.Rouge2),
            RougeL = Mean(scores => scores.RougeL),
        }
        : throw new InvalidOperationException("There is no row to measure on.");

    private RougeMean Mean(Func<RougeScores, RougeScore> measure) => new(
        _rows.Average(row => measure(row).Precision),
        _rows.Average(row => measure(row).Recall),
        _rows.Average(row => measure(row).F1),
        BootstrapInterval.Of([.. _rows.Select(row => measure(row).F1)]));
}
