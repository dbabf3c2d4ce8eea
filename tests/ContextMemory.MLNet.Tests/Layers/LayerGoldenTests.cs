using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class LayerGoldenTests
{
    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Linear_agrees(string name)
    {
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var layer = new Linear(bench.Layout, "a", 5, 7);
        bench.AssertAgrees(Golden.Read("linear"), layer.Forward, layer.Backward, prefix: "a.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_norm_agrees(string name)
    {
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var layer = new LayerNorm(bench.Layout, "a", 6);
        bench.AssertAgrees(Golden.Read("layernorm"), layer.Forward, layer.Backward, prefix: "a.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Token_embedding_agrees(string name)
    {
        Golden golden = Golden.Read("embedding");
        int[] codes = [.. golden.Tensor("input").Values.Select(value => (int)value)];
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var layer = new TokenEmbedding(bench.Layout, "a", 11, 4);
        bench.SetParameters(golden.Group("parameters"), "a.");
        bench.StartLearning();
        golden.Tensor("output").AssertClose(layer.Forward(bench.Pass, codes, codes.Length), "output");
        layer.Backward(bench.Pass, codes, golden.Tensor("upstream").ToMatrix(bench.Memory));
        bench.AssertGradients(golden.Group("gradients"), "a.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sinusoidal_positions_agree(string name)
    {
        GoldenTensor expected = Golden.Read("positions_sinusoidal").Tensor("output");
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var layer = new Positions.Sinusoidal(8);
        SequenceBatch batch = LayerBench.Batch(12);
        expected.AssertClose(layer.Forward(bench.Pass, batch, bench.Memory.Zeros(12, 8)), "positions");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Attention_block_agrees(string name)
    {
        Golden golden = Golden.Read("transformer_prenorm_layer");
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var layer = LayerFactory.AttentionBlock(bench.Layout, "", 8, (int)golden.Number("heads"), 16, causal: false, dropout: 0);
        SequenceBatch batch = LayerBench.Batch(5, 5);
        bench.AssertAgrees(
            golden, (pass, input) => layer.Forward(pass, batch, input, state: default), (pass, gradient) => layer.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, 0)));
    }
}
