using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class WriteGateTests
{
    [Theory]
    [InlineData(-20, 0)]
    [InlineData(-1.7, 0)]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.68368899)]
    [InlineData(1.7, 1)]
    [InlineData(20, 1)]
    public void It_closes_and_opens_altogether(double sum, double gate)
    {
        using var bench = new LayerBench();
        var layer = new WriteGate(bench.Layout, "gate", inputs: 1, gates: 1, cost: 0);
        bench.Weights.Values.Clear();
        bench.Weights[bench.Parameter("gate.bias")][0, 0] = (float)sum;
        bench.Weights.Changed();
        bench.StartReading();

        Matrix gates = layer.Forward(bench.Pass, bench.Memory.Zeros(1, 1));

        Assert.Equal(gate, gates[0, 0], 6);
    }
}
