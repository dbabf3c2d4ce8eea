using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.NGrams;

public sealed class SupportVectorSolverTests
{
    private const int Features = 12;

    [Theory]
    [InlineData(0.1f, 1)]
    [InlineData(1f, 2)]
    [InlineData(10f, 3)]
    public void At_the_solution_the_loss_has_no_slope(float cost, ulong seed)
    {
        (SparseRows rows, float[] costs, bool[] labels) = Draw(80, cost, seed);
        float[] weights = new SupportVectorSolver(rows, Features).Solve(costs, row => labels[row], seed: 1);

        // w + sum over rows of -2 c y max(0, 1 - y w·x) x, the bias as the weight of a feature that is 1.
        double[] slope = [.. weights.Select(weight => (double)weight)];
        double largest = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            double sign = labels[row] ? 1 : -1;
            double miss = Math.Max(0, 1 - sign * Score(rows, row, weights));
            for (int i = 0; i < rows.Features(row).Length; i++)
            {
                slope[rows.Features(row)[i]] -= 2 * costs[row] * sign * miss * rows.Values(row)[i];
            }

            slope[^1] -= 2 * costs[row] * sign * miss;
            largest += 2 * costs[row] * miss;
        }

        Assert.True(largest > 1, "No row is near the margin: nothing is tested.");
        Assert.All(slope, value => Assert.InRange(value, -0.02 * largest, 0.02 * largest));
    }

    [Fact]
    public void A_row_that_costs_twice_is_like_two_rows()
    {
        (SparseRows rows, float[] costs, bool[] labels) = Draw(40, 1, seed: 4);
        var doubled = new SparseRows();
        for (int row = 0; row < rows.Count; row++)
        {
            for (int copy = 0; copy < (row % 3 == 0 ? 2 : 1); copy++)
            {
                doubled.Add(Vector(rows.Features(row), rows.Values(row)));
            }
        }

        bool[] doubledLabels = [.. labels.SelectMany((label, row) => Enumerable.Repeat(label, row % 3 == 0 ? 2 : 1))];
        float[] doubledCosts = [.. Enumerable.Repeat(1f, doubledLabels.Length)];
        for (int row = 0; row < costs.Length; row += 3)
        {
            costs[row] = 2;
        }

        float[] weights = new SupportVectorSolver(rows, Features).Solve(costs, row => labels[row], seed: 1);
        float[] others = new SupportVectorSolver(doubled, Features).Solve(doubledCosts, row => doubledLabels[row], seed: 1);
        for (int i = 0; i < weights.Length; i++)
        {
            Assert.Equal(weights[i], others[i], 0.02);
        }
    }

    [Fact]
    public void Rows_that_lie_apart_are_told_apart()
    {
        (SparseRows rows, float[] costs, bool[] labels) = Draw(200, 100, seed: 5, noise: 0);
        float[] weights = new SupportVectorSolver(rows, Features).Solve(costs, row => labels[row], seed: 1);
        int right = Enumerable.Range(0, rows.Count).Count(row => Score(rows, row, weights) > 0 == labels[row]);
        Assert.InRange(right, 196, 200);
    }

    private static (SparseRows Rows, float[] Costs, bool[] Labels) Draw(int count, float cost, ulong seed, double noise = 0.2)
    {
        var random = new RandomStream(seed);
        double[] truth = [.. Enumerable.Range(0, Features).Select(_ => random.NextGaussian())];
        var rows = new SparseRows();
        var labels = new bool[count];
        for (int row = 0; row < count; row++)
        {
            int[] features = [.. Enumerable.Range(0, Features).Where(_ => random.NextDouble() < 0.4)];
            float[] values = [.. features.Select(_ => (float)random.NextGaussian())];
            double score = features.Zip(values).Sum(pair => truth[pair.First] * pair.Second);
            labels[row] = score > 0 ^ random.NextDouble() < noise;
            rows.Add(Vector(features, values));
        }

        return (rows, [.. Enumerable.Repeat(cost, count)], labels);
    }

    private static NGramVector Vector(ReadOnlySpan<int> features, ReadOnlySpan<float> values)
    {
        var vector = new NGramVector();
        vector.Features.AddRange(features);
        vector.Values.AddRange(values);
        return vector;
    }

    private static double Score(SparseRows rows, int row, float[] weights)
    {
        double sum = weights[^1];
        for (int i = 0; i < rows.Features(row).Length; i++)
        {
            sum += weights[rows.Features(row)[i]] * (double)rows.Values(row)[i];
        }

        return sum;
    }
}
