using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class AttentionGoldenTests
{
    private const int Size = 8;

    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Self_attention_agrees(string name) => CheckSelf(name, "mha_self", causal: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void Causal_attention_agrees(string name) => CheckSelf(name, "mha_causal", causal: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Attention_to_a_memory_agrees(string name)
    {
        Golden golden = Golden.Read("mha_cross");
        using var bench = new LayerBench(KernelFactory.Choose(name));
        MultiHeadAttention attention = Create(bench, golden, causal: false);
        SequenceBatch batch = LayerBench.Batch(4, 4);
        SequenceBatch memoryBatch = LayerBench.Batch(6, 6);
        bench.StartLearning();
        Matrix output = attention.Forward(
            bench.Pass, batch, golden.Tensor("input").ToMatrix(bench.Memory), memoryBatch, golden.Tensor("memory").ToMatrix(bench.Memory));
        golden.Tensor("output").AssertClose(output, "output");
        (Matrix input, Matrix memory) =
            attention.Backward(bench.Pass, batch, memoryBatch, golden.Tensor("upstream").ToMatrix(bench.Memory));
        golden.Group("gradients")["input"].AssertClose(input, "gradient of the input");
        golden.Group("gradients")["memory"].AssertClose(memory, "gradient of the memory");
        bench.AssertGradients(golden.Group("gradients"));
        Assert.Equal(0, bench.Pass.KeptCount);
    }

    /// <summary>All rows of the second sequence ask, but only its first three are seen: they are a memory of their own.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Attention_that_leaves_out_padding_agrees(string name)
    {
        Golden golden = Golden.Read("mha_padding");
        int[] seen = [5, 3];
        using var bench = new LayerBench(KernelFactory.Choose(name));
        MultiHeadAttention attention = Create(bench, golden, causal: false);
        SequenceBatch batch = LayerBench.Batch(5, 5);
        SequenceBatch memoryBatch = LayerBench.Batch(seen);
        bench.StartLearning();
        Matrix input = golden.Tensor("input").ToMatrix(bench.Memory);
        Matrix memory = golden.Tensor("input").Ragged(seen).ToMatrix(bench.Memory);
        golden.Tensor("output").AssertClose(attention.Forward(bench.Pass, batch, input, memoryBatch, memory), "output");
        (Matrix gradient, Matrix memoryGradient) =
            attention.Backward(bench.Pass, batch, memoryBatch, golden.Tensor("upstream").ToMatrix(bench.Memory));
        bench.Pass.Kernels.Add(memoryGradient.Span, gradient.Span[..memoryGradient.Span.Length]);
        golden.Group("gradients")["input"].AssertClose(gradient, "gradient of the input");
        bench.AssertGradients(golden.Group("gradients"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_memory_of_the_same_rows_is_self_attention(string name)
    {
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var attention = new MultiHeadAttention(bench.Layout, "attn", 20, heads: 5, causal: true);
        SequenceBatch batch = LayerBench.Batch(60, 1, 7);
        Matrix input = bench.Memory.Normal(batch.RowCount, 20);
        bench.StartReading();
        Matrix expected = attention.Forward(bench.Pass, batch, input, state: default);
        Matrix actual = attention.Forward(bench.Pass, batch, input, batch, input);
        Close.SameBits(expected.Span, actual.Span, "output");
    }

    private static void CheckSelf(string name, string file, bool causal)
    {
        Golden golden = Golden.Read(file);
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var attention = new MultiHeadAttention(bench.Layout, "attn", Size, (int)golden.Number("heads"), causal);
        SequenceBatch batch = LayerBench.Batch(5, 5);
        bench.AssertAgrees(
            golden,
            (pass, input) => attention.Forward(pass, batch, input, state: default),
            (pass, gradient) => attention.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, 0)));
    }

    private static MultiHeadAttention Create(LayerBench bench, Golden golden, bool causal)
    {
        var attention = new MultiHeadAttention(bench.Layout, "attn", Size, (int)golden.Number("heads"), causal);
        bench.SetParameters(golden.Group("parameters"));
        return attention;
    }
}
