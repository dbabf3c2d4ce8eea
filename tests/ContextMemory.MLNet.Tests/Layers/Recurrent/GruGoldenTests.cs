using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers.Recurrent;

public sealed class GruGoldenTests
{
    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void One_layer_agrees(string name) => Check(name, "gru_1layer", size: 6, bidirectional: false, [7, 7]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_directions_agree(string name) => Check(name, "gru_bidirectional", size: 4, bidirectional: true, [6, 6]);

    private static void Check(string kernels, string file, int size, bool bidirectional, int[] lengths)
    {
        using var bench = new LayerBench(KernelFactory.Choose(kernels));
        var gru = LayerFactory.Gru(bench.Layout, "rnn.", 5, size, layers: 1, bidirectional, dropout: 0);
        SequenceBatch batch = LayerBench.Batch(lengths);
        bench.AssertAgrees(
            Golden.Read(file),
            (pass, input) => gru.Forward(pass, batch, input, bench.Memory.Zeros(batch.Count, gru.StateSize)),
            (pass, gradient) => gru.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, 0)),
            lengths: lengths);
    }
}
