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
        bench.StartReading();
        Matrix gates = bench.Memory.Zeros(1, 1);
        gates[0, 0] = (float)sum;

        WriteGate.Forward(gates);

        Assert.Equal(gate, gates[0, 0], 6);
    }
}
