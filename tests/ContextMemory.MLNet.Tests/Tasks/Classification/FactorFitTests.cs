using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

/// <summary>The factors are compared with those of a plain formula of the loss.</summary>
public sealed class FactorFitTests
{
    private const int Classes = 4;
    private const int Rows = 60;

    // The prior counts as much as this many rows.
    private const double PriorRows = 10;

    [Fact]
    public void One_factor_is_where_the_derivative_of_the_loss_is_zero()
    {
        // Class 1 has a score of 3 in each of 100 rows, and is right in 80 of them.
        float[] scores = [.. Enumerable.Repeat(new[] { 0f, 3f }, 100).SelectMany(row => row)];
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row < 80 ? 1 : 0)];

        double factor = new FactorFit([new FactorFit.Part(scores, Usual: 1)], labels, default).Run(out double loss)[0];

        double low = 0;
        double high = 2;
        while (high - low > 1e-12)
        {
            double middle = (low + high) / 2;
            double derivative = 100 * 3 / (1 + Math.Exp(-3 * middle)) - 80 * 3 + PriorRows * (middle - 1);
            (low, high) = derivative < 0 ? (middle, high) : (low, middle);
        }

        Assert.Equal(low, factor, 1e-6);
        Assert.Equal(
            80 * Math.Log(1 + Math.Exp(-3 * low)) + 20 * Math.Log(1 + Math.Exp(3 * low)) + PriorRows / 2 * (low - 1) * (low - 1), loss, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_other_factors_have_a_smaller_loss(ulong seed)
    {
        var random = new RandomStream(seed);
        FactorFit.Part[] parts = [RandomPart(random, usual: 1), RandomPart(random, usual: 1, least: 0.5), RandomPart(random, usual: 0)];
        int[] labels = RandomLabels(random);
        float[] weights = [.. Enumerable.Range(0, Rows).Select(_ => (float)(0.5 + random.NextDouble()))];

        double[] factors = new FactorFit(parts, labels, weights).Run(out double loss);

        Assert.Equal(LossAt(factors, parts, labels, weights), loss, 1e-9);
        for (int trial = 0; trial < 500; trial++)
        {
            double distance = Math.Pow(10, -4 * random.NextDouble());
            double[] others = [.. factors.Select((factor, i) => Math.Max(parts[i].Least, factor + distance * random.NextGaussian()))];
            Assert.True(LossAt(others, parts, labels, weights) >= loss - 1e-6, $"[{string.Join(", ", others)}] is better than [{string.Join(", ", factors)}].");
        }
    }

    [Fact]
    public void A_part_that_speaks_against_the_labels_is_held_at_its_least_factor()
    {
        var random = new RandomStream(4);
        int[] labels = RandomLabels(random);
        float[] against = [.. Enumerable.Range(0, Rows * Classes).Select(i => labels[i / Classes] == i % Classes ? -2f : 0f)];

        double[] factors = new FactorFit([RandomPart(random, usual: 1), new FactorFit.Part(against, Usual: 1, Least: 0.25)], labels, default).Run(out _);

        Assert.Equal(0.25, factors[1]);
    }

    [Fact]
    public void A_row_that_counts_twice_is_like_two_rows()
    {
        var random = new RandomStream(5);
        FactorFit.Part part = RandomPart(random, usual: 1);
        int[] labels = RandomLabels(random);
        float[] weights = [.. Enumerable.Range(0, Rows).Select(row => row % 3)];
        int[] repeated = [.. Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Repeat(row, row % 3))];
        float[] repeatedScores = [.. repeated.SelectMany(row => part.Scores.Slice(row * Classes, Classes).ToArray())];
        int[] repeatedLabels = [.. repeated.Select(row => labels[row])];

        double factor = new FactorFit([part], labels, weights).Run(out double loss)[0];
        double expected = new FactorFit([part with { Scores = repeatedScores }], repeatedLabels, default).Run(out double expectedLoss)[0];

        Assert.Equal(expected, factor, 1e-6);
        Assert.Equal(expectedLoss, loss, 1e-6);
    }

    [Fact]
    public void Scores_that_tell_nothing_leave_the_usual_factors()
    {
        var same = new float[Rows * Classes];
        Array.Fill(same, 0.75f);

        double[] factors = new FactorFit(
            [new FactorFit.Part(same, Usual: 1), new FactorFit.Part(same, Usual: 0.5)], RandomLabels(new RandomStream(6)), default).Run(out double loss);

        Assert.Equal(1, factors[0], 1e-12);
        Assert.Equal(0.5, factors[1], 1e-12);
        Assert.Equal(Rows * Math.Log(Classes), loss, 1e-9);
    }

    [Fact]
    public void Huge_scores_have_a_finite_loss()
    {
        int[] labels = RandomLabels(new RandomStream(7));
        float[] right = [.. Enumerable.Range(0, Rows * Classes).Select(i => labels[i / Classes] == i % Classes ? 1e6f : -1e6f)];

        Assert.Equal([1.0], new FactorFit([new FactorFit.Part(right, Usual: 1)], labels, default).Run(out double loss));
        Assert.Equal(0, loss);

        float[] wrong = [.. right.Select(score => -score)];
        Assert.Equal([0.0], new FactorFit([new FactorFit.Part(wrong, Usual: 1)], labels, default).Run(out loss));
        Assert.Equal(Rows * Math.Log(Classes) + PriorRows / 2, loss, 1e-9);
    }

    [Fact]
    public void Cancelling_ends_it()
    {
        var watch = new StageWatch(TrainingStage.LinearPart, new TrainingOptions { CancellationToken = new CancellationToken(canceled: true) });
        var random = new RandomStream(8);
        var fit = new FactorFit([RandomPart(random, usual: 1)], RandomLabels(random), default, watch);
        Assert.Throws<OperationCanceledException>(() => fit.Run(out _));
    }

    private static FactorFit.Part RandomPart(RandomStream random, double usual, double least = 0) =>
        new((float[])[.. Enumerable.Range(0, Rows * Classes).Select(_ => (float)random.NextGaussian())], usual, least);

    private static int[] RandomLabels(RandomStream random) => [.. Enumerable.Range(0, Rows).Select(_ => random.NextInteger(Classes))];

    /// <summary>The negative log-likelihood of the labels, and the prior's share, term by term.</summary>
    private static double LossAt(double[] factors, FactorFit.Part[] parts, int[] labels, float[] weights)
    {
        double loss = factors.Zip(parts, (factor, part) => PriorRows / 2 * (factor - part.Usual) * (factor - part.Usual)).Sum();
        for (int row = 0; row < labels.Length; row++)
        {
            double[] logits = [.. Enumerable.Range(0, Classes).Select(label =>
                factors.Zip(parts, (factor, part) => factor * part.Scores.Span[row * Classes + label]).Sum())];
            loss -= weights[row] * Math.Log(Math.Exp(logits[labels[row]]) / logits.Sum(Math.Exp));
        }

        return loss;
    }
}
