using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tests.Evaluation;

public class ClassificationEvaluatorTests
{
    private const int Classes = 3;

    // Labels 3 and 4 are unknown to the model.
    private static readonly (float[] Probabilities, int Label)[] Rows =
    [
        ([0.7f, 0.2f, 0.1f], 0),
        ([0.1f, 0.8f, 0.1f], 1),
        ([0.2f, 0.3f, 0.5f], 2),
        ([0.6f, 0.3f, 0.1f], 1),
        ([0.25f, 0.5f, 0.25f], 1),
        ([0.05f, 0.05f, 0.9f], 0),
        ([1f, 0f, 0f], 0),
        ([1f, 0f, 0f], 1),
        ([0.3f, 0.3f, 0.4f], 2),
        ([0.34f, 0.33f, 0.33f], 3),
        ([0.1f, 0.1f, 0.8f], 3),
        ([0.2f, 0.6f, 0.2f], 4),
    ];

    [Fact]
    public void Rows_of_another_shape_are_refused()
    {
        var evaluator = new ClassificationEvaluator(Classes);
        Assert.Throws<ArgumentException>(() => evaluator.Add([0.5f, 0.5f], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluator.Add([0.5f, 0.3f, 0.2f], -1));
        Assert.Throws<InvalidOperationException>(evaluator.Measure);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassificationEvaluator(0));
    }

    // Computed from the same rows by a Python script that follows the definitions and shares nothing with the code under test.
    [Fact]
    public void Measures_equal_those_computed_elsewhere()
    {
        ClassificationMetrics metrics = Measure(Rows);

        Assert.Equal(12, metrics.Rows);
        Assert.Equal(3, metrics.UnknownLabelRows);
        Assert.Equal(0.5, metrics.Accuracy);
        Assert.Equal(0.3476190476190476, metrics.MacroF1, 1e-12);
        Assert.Equal(2.558277096756105, metrics.LogLoss!.Value, 1e-12);
        Assert.Equal(0.4950000047683715, metrics.CalibrationError, 1e-12);
    }

    [Fact]
    public void Each_label_that_occurs_has_its_scores()
    {
        IReadOnlyList<ClassScores> classes = Measure(Rows).Classes;

        Assert.Equal([0, 1, 2, 3, 4], classes.Select(scores => scores.Label));
        Assert.Equal([3, 4, 2, 2, 1], classes.Select(scores => scores.Support));
        Assert.Equal([0.4, 2 / 3.0, 0.5, 0, 0], classes.Select(scores => scores.Precision));
        Assert.Equal([2 / 3.0, 0.5, 1, 0, 0], classes.Select(scores => scores.Recall));
        Assert.Equal([0.5, 4 / 7.0, 2 / 3.0, 0, 0], classes.Select(scores => scores.F1));
    }

    [Fact]
    public void Baseline_always_says_the_most_frequent_label()
    {
        ClassificationMetrics metrics = Measure(Rows);

        Assert.Equal(1, metrics.Majority.Label);
        Assert.Equal(4 / 12.0, metrics.MajorityAccuracy);
        Assert.Equal(0.5, metrics.MajorityF1);
        Assert.Equal(0.1, metrics.MajorityMacroF1, 1e-12);
    }

    [Fact]
    public void A_class_that_neither_occurs_nor_is_predicted_is_not_in_the_macro_mean()
    {
        ClassificationMetrics metrics = Measure([([0.9f, 0.1f, 0f], 0), ([0.2f, 0.8f, 0f], 1)]);

        Assert.Equal(1, metrics.MacroF1);
        Assert.Equal(2, metrics.Classes.Count);
    }

    [Theory]
    [InlineData(1f, 0f, 0, 1.1920929665620834e-07)] // -ln(1 - 2^-23)
    [InlineData(0f, 1f, 0, 15.942385152878742)] // -ln(2^-23)
    public void Log_loss_is_clipped_at_the_resolution_of_single_precision(float first, float second, int label, double expected) =>
        Assert.Equal(expected, Measure([([first, second, 0f], label)]).LogLoss!.Value, 1e-15);

    [Fact]
    public void There_is_no_log_loss_where_no_label_is_known()
    {
        ClassificationMetrics metrics = Measure([([0.9f, 0.1f, 0f], 3)]);

        Assert.Null(metrics.LogLoss);
        Assert.Equal(0, metrics.Accuracy);
        Assert.Equal(0.9f, metrics.CalibrationError);
    }

    [Fact]
    public void Without_rows_there_is_nothing_to_measure()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new ClassificationEvaluator(Classes).Measure());
        Assert.Equal("There is no row to measure on.", exception.Message);
    }

    private static ClassificationMetrics Measure((float[] Probabilities, int Label)[] rows)
    {
        var evaluator = new ClassificationEvaluator(Classes);
        foreach ((float[] probabilities, int label) in rows)
        {
            evaluator.Add(probabilities, label);
        }

        return evaluator.Measure();
    }
}
