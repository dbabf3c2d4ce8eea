using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

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
        float[] weights = Solve(rows, costs, labels);

        // w + sum over rows of -2 c y max(0, 1 - y w·x) x, the bias as the weight of a feature that is 1.
        double[] slope = [.. weights.Select(weight => (double)weight)];
        double largest = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            double sign = labels[row] ? 1 : -1;
            double miss = Math.Max(0, 1 - sign * rows[row].Score(weights));
            for (int i = 0; i < rows[row].Features.Length; i++)
            {
                slope[rows[row].Features[i]] -= 2 * costs[row] * sign * miss * rows[row].Values[i];
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
        var doubled = new SparseRows(MemoryRoom.Unlimited());
        for (int row = 0; row < rows.Count; row++)
        {
            for (int copy = 0; copy < (row % 3 == 0 ? 2 : 1); copy++)
            {
                doubled.Add(Vector(rows[row].Features, rows[row].Values));
            }
        }

        bool[] doubledLabels = [.. labels.SelectMany((label, row) => Enumerable.Repeat(label, row % 3 == 0 ? 2 : 1))];
        float[] doubledCosts = [.. Enumerable.Repeat(1f, doubledLabels.Length)];
        for (int row = 0; row < costs.Length; row += 3)
        {
            costs[row] = 2;
        }

        float[] weights = Solve(rows, costs, labels);
        float[] others = Solve(doubled, doubledCosts, doubledLabels);
        for (int i = 0; i < weights.Length; i++)
        {
            Assert.Equal(weights[i], others[i], 0.02);
        }
    }

    [Fact]
    public void Factors_are_like_features_that_were_multiplied_by_them()
    {
        (SparseRows rows, float[] costs, bool[] labels) = Draw(60, 1, seed: 6);
        float[] factors = [.. Enumerable.Range(0, Features).Select(i => i % 4 == 0 ? 0 : (i % 2 == 0 ? -1 : 1) * (0.3f + 0.2f * i))];
        var multiplied = new SparseRows(MemoryRoom.Unlimited());
        for (int row = 0; row < rows.Count; row++)
        {
            SparseRow vector = rows[row];
            int[] features = vector.Features.ToArray();
            multiplied.Add(Vector(features, [.. vector.Values.ToArray().Zip(features).Select(pair => pair.First * factors[pair.Second])]));
        }

        float[] weights = Solve(rows, costs, labels, factors);
        float[] others = Solve(multiplied, costs, labels);
        Assert.Equal(others[^1], weights[^1], 1e-3);
        for (int feature = 0; feature < Features; feature++)
        {
            Assert.Equal(factors[feature] * others[feature], weights[feature], 1e-3);
        }
    }

    [Fact]
    public void Rows_in_a_file_change_nothing()
    {
        (SparseRows rows, float[] costs, bool[] labels) = Draw(50, 1, seed: 7);
        (SparseRows inFile, _, _) = Draw(50, 1, seed: 7, room: 1_000);
        Assert.InRange(inFile.OnDisk, 20, 49);
        Close.SameBits(
            Solve(rows, costs, labels),
            Solve(inFile, costs, labels),
            "weights");
        inFile.Dispose();
    }

    [Fact]
    public void Rows_that_lie_apart_are_told_apart()
    {
        (SparseRows rows, float[] costs, bool[] labels) = Draw(200, 100, seed: 5, noise: 0);
        float[] weights = Solve(rows, costs, labels);
        int right = Enumerable.Range(0, rows.Count).Count(row => rows[row].Score(weights) > 0 == labels[row]);
        Assert.InRange(right, 196, 200);
    }

    private static float[] Solve(SparseRows rows, float[] costs, bool[] labels, params float[] factors)
    {
        var weights = new float[Features + 1];
        var solver = new SupportVectorSolver(rows, Features);

        // Nothing of a first solution is left in the buffers for the second.
        solver.Solve(new float[Features + 1], costs, row => !labels[row], seed: 2, factors);
        solver.Solve(weights, costs, row => labels[row], seed: 1, factors);
        return weights;
    }

    private static (SparseRows Rows, float[] Costs, bool[] Labels) Draw(
        int count, float cost, ulong seed, double noise = 0.2, long room = long.MaxValue)
    {
        var random = new RandomStream(seed);
        double[] truth = [.. Enumerable.Range(0, Features).Select(_ => random.NextGaussian())];
        var rows = new SparseRows(new MemoryRoom(room));
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
}
