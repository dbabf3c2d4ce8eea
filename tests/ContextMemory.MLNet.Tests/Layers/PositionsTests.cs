using System.Numerics.Tensors;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class PositionsTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(7, 0.25)]
    [InlineData(1, 1)]
    public void Sinusoids_follow_their_formula_at_any_position(int size, float amplitude)
    {
        // 4096 positions are tabulated; the batch crosses into those that are not, after one that needed a shorter table.
        using var bench = new LayerBench();
        var layer = new Positions.Sinusoidal(size, amplitude);
        layer.Forward(bench.Pass, LayerBench.Batch(3), bench.Memory.Zeros(3, size));
        var batch = new SequenceBatch();
        batch.Set([3, 4, 1], [0, 4094, 1_000_000]);
        Matrix rows = bench.Memory.Normal(8, size);
        Matrix before = bench.Memory.Copy(rows);
        layer.Forward(bench.Pass, batch, rows);
        int[] positions = [0, 1, 2, 4094, 4095, 4096, 4097, 1_000_000];
        for (int row = 0; row < positions.Length; row++)
        {
            for (int i = 0; i < size; i++)
            {
                double angle = positions[row] / Math.Pow(10000, i / 2 * 2 / (double)size);
                double expected = before[row, i] + amplitude * (i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
                Assert.Equal(expected, rows[row, i], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(128)]
    [InlineData(512)]
    public void By_default_a_place_is_about_as_long_as_a_token_at_the_start(int size)
    {
        using var bench = new LayerBench();
        var options = new AttentionOptions { EmbeddingSize = size };
        var encoder = new DocumentEncoder(bench.Layout, MemberSpec.OfDocuments(options, tableRows: 50));
        bench.Weights.Initialize(1);
        Matrix places = new Positions.Sinusoidal(size, (float)options.AmplitudeOfPositions)
            .Forward(bench.Pass, LayerBench.Batch(50), bench.Memory.Zeros(50, size));
        double ratio = TensorPrimitives.Norm<float>(places.Span) / TensorPrimitives.Norm<float>(bench.Weights[encoder.Table].Span);
        Assert.InRange(ratio, 0.6, 0.8);
    }

    [Fact]
    public void Learned_vectors_are_those_of_the_position_in_the_document_and_repeat()
    {
        using var bench = new LayerBench();
        var layer = new Positions.Learned(bench.Layout, "positions", count: 4, 3);
        Matrix table = bench.Weights[bench.Parameter("positions.weight")];
        var batch = new SequenceBatch();
        batch.Set([2, 2], [1, 7]);
        Matrix rows = layer.Forward(bench.Pass, batch, bench.Memory.Zeros(4, 3));
        int[] places = [1, 2, 3, 0];
        for (int row = 0; row < 4; row++)
        {
            Assert.Equal(table.Row(places[row]).ToArray(), rows.Row(row).ToArray());
        }
    }
}
