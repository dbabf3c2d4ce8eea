using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.NGrams;

public sealed class LogCountRatiosTests
{
    [Fact]
    public void Ratios_are_those_computed_by_hand()
    {
        SparseRows rows = Rows([0, 1], [0], [1, 2]);

        float[] ratios = LogCountRatios.Of(rows, features: 3, weights: [1, 1, 2], row => row < 2);

        // In: 1 + 2, 1 + 1, 1 of 3 + 3. Out: 1, 1 + 2, 1 + 2 of 3 + 4.
        Assert.Equal(Math.Log(3.0 / 6 / (1.0 / 7)), ratios[0], 1e-6);
        Assert.Equal(Math.Log(2.0 / 6 / (3.0 / 7)), ratios[1], 1e-6);
        Assert.Equal(Math.Log(1.0 / 6 / (3.0 / 7)), ratios[2], 1e-6);
    }

    [Fact]
    public void Scaled_rows_have_their_own_values()
    {
        SparseRows rows = Rows([0, 2], [1]);

        SparseRows scaled = rows.Scaled([2, 3, -4]);

        Assert.Equal([2, -4], scaled.Values(0).ToArray());
        Assert.Equal([3], scaled.Values(1).ToArray());
        Assert.Equal([0, 2], scaled.Features(0).ToArray());
        Assert.Equal([1, 1], rows.Values(0).ToArray());
    }

    private static SparseRows Rows(params int[][] rows)
    {
        var sparse = new SparseRows();
        foreach (int[] features in rows)
        {
            var vector = new NGramVector();
            vector.Features.AddRange(features);
            vector.Values.AddRange(features.Select(_ => 1f));
            sparse.Add(vector);
        }

        return sparse;
    }
}
