using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers.Recurrent;

public sealed class LstmGoldenTests
{
    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void One_layer_agrees(string name) =>
        Check(name, "lstm_1layer", "rnn.", size: 6, layers: 1, bidirectional: false, [7, 7]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_layers_in_two_directions_agree(string name) =>
        Check(name, "lstm_2layer_bidirectional", "rnn.", size: 4, layers: 2, bidirectional: true, [6, 6]);

    [Theory]
    [MemberData(nameof(Names))]
    public void Two_directions_over_ragged_sequences_agree(string name) =>
        Check(name, "lstm_varlen_bidirectional", "", size: 4, layers: 1, bidirectional: true, [6, 4, 1]);

    private static void Check(string kernels, string file, string prefix, int size, int layers, bool bidirectional, int[] lengths)
    {
        using var bench = new LayerBench(KernelFactory.Choose(kernels));
        var lstm = LayerFactory.Lstm(bench.Layout, prefix, 5, size, layers, bidirectional, dropout: 0);
        SequenceBatch batch = LayerBench.Batch(lengths);
        bench.AssertAgrees(
            Golden.Read(file),
            (pass, input) => lstm.Forward(pass, batch, input, bench.Memory.Zeros(batch.Count, lstm.StateSize)),
            (pass, gradient) => lstm.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, 0)),
            lengths: lengths);
    }
}
