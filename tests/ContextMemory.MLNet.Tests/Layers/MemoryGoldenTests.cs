using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class MemoryGoldenTests
{
    // Our weights stack in one matrix what the golden has one by one.
    private static readonly string[] Parts = ["wi", "wf", "wo", "wm"];
    private static readonly string[] Gates = ["ui", "uf", "uo"];

    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Key_value_memory_agrees(string name)
    {
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var memory = new KeyValueMemory(bench.Layout, "", size: 5, slots: 4);
        SequenceBatch batch = LayerBench.Batch(6, 6);
        bench.AssertAgrees(
            Golden.Read("key_value_memory"),
            (pass, input) => memory.Forward(pass, batch, input, bench.Memory.Zeros(batch.Count, memory.StateSize)),
            (pass, gradient) => memory.Backward(pass, batch, gradient, bench.Memory.Zeros(batch.Count, memory.StateSize)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gated_memory_agrees(string name)
    {
        Golden golden = Golden.Read("gated_memory");
        using var bench = new LayerBench(KernelFactory.Choose(name));
        var memory = LayerFactory.GatedMemory(bench.Layout, "", 5, 6, layers: 1, bidirectional: false, dropout: 0, gatesSeeMemory: true);
        SequenceBatch batch = LayerBench.Batch(7, 7);
        bench.SetParameters(Stacked(golden.Group("parameters")));
        bench.StartLearning();
        Matrix input = golden.Tensor("input").ToMatrix(bench.Memory);
        Matrix output = memory.Forward(bench.Pass, batch, input, bench.Memory.Zeros(batch.Count, memory.StateSize));
        golden.Tensor("output").AssertClose(output, "output");
        Matrix inputGradient = memory.Backward(bench.Pass, batch, golden.Tensor("upstream").ToMatrix(bench.Memory), bench.Memory.Zeros(batch.Count, 0));
        Dictionary<string, GoldenTensor> gradients = golden.Group("gradients");
        gradients["input"].AssertClose(inputGradient, "gradient of the input");
        bench.AssertGradients(Stacked(gradients));
    }

    private static Dictionary<string, GoldenTensor> Stacked(Dictionary<string, GoldenTensor> tensors) => new()
    {
        ["weight_x_l0"] = GoldenTensor.Stack([.. Parts.Select(part => tensors[$"{part}.weight"])]),
        ["bias_l0"] = GoldenTensor.Join([.. Parts.Select(part => tensors[$"{part}.bias"])]),
        ["weight_h_l0"] = GoldenTensor.Stack([.. Gates.Select(gate => tensors[$"{gate}.weight"])]),
    };
}
