using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tests.Evaluation;

public sealed class MultiLabelEvaluatorTests
{
    [Fact]
    public void Measures_are_those_computed_by_hand()
    {
        var evaluator = new MultiLabelEvaluator();
        Add(evaluator, ["a", "b"], ["a"]);
        Add(evaluator, ["b"], ["b"]);
        Add(evaluator, [], []);
        Add(evaluator, [], ["a"]);
        Add(evaluator, ["c"], []);

        MultiLabelMetrics metrics = evaluator.Measure();

        Assert.Equal(5, metrics.Rows);
        Assert.Equal(new MatchScores(Support: 1, Predicted: 2, Correct: 1), metrics.PerLabel["a"]);
        Assert.Equal(new MatchScores(Support: 2, Predicted: 1, Correct: 1), metrics.PerLabel["b"]);
        Assert.Equal(new MatchScores(Support: 1, Predicted: 0, Correct: 0), metrics.PerLabel["c"]);

        // Micro: 2 of 3 found are right, 2 of 4 are found. Macro: 2/3, 2/3 and 0.
        Assert.Equal(2.0 / 3, metrics.Micro.Precision, 1e-12);
        Assert.Equal(0.5, metrics.Micro.Recall, 1e-12);
        Assert.Equal(4.0 / 7, metrics.MicroF1, 1e-12);
        Assert.Equal(4.0 / 9, metrics.MacroF1, 1e-12);
        Assert.Equal(0.4, metrics.SubsetAccuracy, 1e-12);
    }

    [Fact]
    public void Equivalent_labels_are_one()
    {
        var evaluator = new MultiLabelEvaluator();
        Add(evaluator, ["café", "b"], ["b", "cafe\u0301"]);

        MultiLabelMetrics metrics = evaluator.Measure();

        Assert.Equal((1, 1), (metrics.MicroF1, metrics.SubsetAccuracy));
        Assert.Equal(["b", "café"], metrics.PerLabel.Keys);
    }

    [Fact]
    public void Rows_are_needed() =>
        Assert.Equal("There is no row to measure on.", Assert.Throws<InvalidOperationException>(() => new MultiLabelEvaluator().Measure()).Message);

    private static void Add(MultiLabelEvaluator evaluator, HashSet<string> right, HashSet<string> found) => evaluator.Add(right, found);
}
