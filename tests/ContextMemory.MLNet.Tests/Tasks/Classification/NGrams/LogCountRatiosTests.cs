using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

public sealed class LogCountRatiosTests
{
    [Fact]
    public void Ratios_are_those_computed_by_hand()
    {
        using SparseRows rows = Rows([0, 1], [0], [1, 2]);

        var ratios = new float[3];
        new LogCountRatios(rows, features: 3).Find(weights: [1, 1, 2], row => row < 2, ratios);

        // In: 1 + 2, 1 + 1, 1 of 3 + 3. Out: 1, 1 + 2, 1 + 2 of 3 + 4.
        Assert.Equal(Math.Log(3.0 / 6 / (1.0 / 7)), ratios[0], 1e-6);
        Assert.Equal(Math.Log(2.0 / 6 / (3.0 / 7)), ratios[1], 1e-6);
        Assert.Equal(Math.Log(1.0 / 6 / (3.0 / 7)), ratios[2], 1e-6);
    }

    private static SparseRows Rows(params int[][] rows)
    {
        var sparse = new SparseRows(MemoryRoom.Unlimited());
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
