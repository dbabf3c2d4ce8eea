using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tests.Evaluation;

public sealed class SummarizationEvaluatorTests
{
    [Fact]
    public void Means_are_those_of_the_rows()
    {
        var evaluator = new SummarizationEvaluator();
        evaluator.Add("the cat", ["the cat sat on the mat"]);
        evaluator.Add("x", ["y"]);
        SummarizationMetrics metrics = evaluator.Measure();
        Assert.Equal(2, metrics.Rows);
        Assert.Equal(0.5, metrics.Rouge1.Precision, 12);
        Assert.Equal(1.0 / 6, metrics.Rouge1.Recall, 12);
        Assert.Equal(0.25, metrics.Rouge1.F1, 12);
        Assert.Equal(1.0 / 6, metrics.Rouge2.F1, 12);
        Assert.Equal(0.25, metrics.RougeL.F1, 12);
    }

    [Fact]
    public void No_row_is_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new SummarizationEvaluator().Measure());
        Assert.Equal("There is no row to measure on.", exception.Message);
    }

    [Fact]
    public void Interval_of_equal_rows_is_their_value() =>
        Assert.Equal(new BootstrapInterval(0.5, 0.5), BootstrapInterval.Of([0.5, 0.5, 0.5]));

    // The mean of n draws of 0 or 1 has the standard error 0.5 / sqrt(n); 95% lie within 1.96 of it.
    [Fact]
    public void Interval_is_about_that_of_the_normal_distribution()
    {
        double[] rows = [.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))];
        BootstrapInterval interval = BootstrapInterval.Of(rows);
        Assert.Equal(0.5 - 1.96 * 0.025, interval.Lower, 0.006);
        Assert.Equal(0.5 + 1.96 * 0.025, interval.Upper, 0.006);
        Assert.Equal(interval, BootstrapInterval.Of(rows));
    }
}
