using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

/// <summary>The operations on rows of every kernel against the specification, for all lengths up to some vectors and their tails.</summary>
public sealed class RowKernelTests
{
    private const int Longest = 70;
    private static readonly ScalarKernels Specification = new();

    public static TheoryData<string> Names => KernelNames.Vectors;

    [Theory]
    [MemberData(nameof(Names))]
    public void Sums_and_scalings(string name) => ForAllLengths(name, 3e-6, (kernels, memory, length, report) =>
    {
        Matrix a = memory.Normal(1, length);
        Matrix b = memory.Normal(1, length);
        report("dot", memory.Of(1, 1, [kernels.Dot(a.Span, b.Span)]));

        Matrix added = memory.Copy(a);
        kernels.Add(b.Span, added.Span);
        report("add", added);

        Matrix scaled = memory.Copy(a);
        kernels.AddScaled(-1.7f, b.Span, scaled.Span);
        report("add scaled", scaled);

        Matrix sums = memory.Copy(a);
        kernels.AddColumnSums(memory.NormalView(5, length, 2, 3, float.NaN), sums);
        report("column sums", sums);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Softmax_and_its_slope(string name) => ForAllLengths(name, 1e-6, (kernels, memory, length, report) =>
    {
        Matrix row = memory.Normal(1, length, 5);
        float logSum = kernels.Softmax(row.Span);
        report("probabilities", row);
        report("logarithm of the sum", memory.Of(1, 1, [logSum]));

        Matrix gradient = memory.Normal(1, length);
        kernels.SoftmaxSlope(row.Span, 0.25f, gradient.Span);
        report("slope", gradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Elementwise_functions(string name) => ForAllLengths(name, 1e-6, (kernels, memory, length, report) =>
    {
        Matrix x = memory.Normal(1, length, 2);
        Matrix y = memory.Zeros(1, length);
        kernels.Gelu(x.Span, y.Span);
        report("gelu", y);

        Matrix gradient = memory.Normal(1, length);
        kernels.GeluBackward(x.Span, gradient.Span);
        report("gelu backward", gradient);

        Matrix powers = memory.Copy(x);
        kernels.ExpMinus(1.5f, powers.Span);
        report("exp", powers);

        kernels.Tanh(x.Span);
        report("tanh", x);
        Matrix tanhGradient = memory.Normal(1, length);
        kernels.TanhBackward(x.Span, tanhGradient.Span);
        report("tanh backward", tanhGradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_norm_and_its_gradients(string name) => ForAllLengths(name, 5e-6, (kernels, memory, length, report) =>
    {
        Matrix x = memory.Normal(1, length, 3);
        Matrix gain = memory.Normal(1, length);
        Matrix bias = memory.Normal(1, length);
        Matrix normalized = memory.Zeros(1, length);
        Matrix y = memory.Zeros(1, length);

        // With an epsilon of this size a row of one element, which has no variance, does not divide by almost nothing.
        float inverseDeviation = kernels.LayerNorm(x.Span, gain.Span, bias.Span, 0.1f, normalized.Span, y.Span);
        report("normalized", normalized);
        report("output", y);
        report("inverse deviation", memory.Of(1, 1, [inverseDeviation]));

        Matrix gradient = memory.Normal(1, length);
        Matrix gainGradient = memory.Normal(1, length);
        Matrix biasGradient = memory.Normal(1, length);
        Matrix inputGradient = memory.Normal(1, length);
        kernels.LayerNormBackward(
            normalized.Span, inverseDeviation, gain.Span, gradient.Span, gainGradient.Span, biasGradient.Span, inputGradient.Span);
        report("gain gradient", gainGradient);
        report("bias gradient", biasGradient);
        report("input gradient", inputGradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void Lstm_step_and_its_gradients(string name) => ForAllLengths(name, 2e-6, (kernels, memory, length, report) =>
    {
        Matrix gates = memory.Normal(1, 4 * length, 2);
        Matrix before = memory.Normal(1, length);
        Matrix cell = memory.Zeros(1, length);
        Matrix tanh = memory.Zeros(1, length);
        Matrix output = memory.Zeros(1, length);
        kernels.LstmCell(length, gates.Data, before.Data, cell.Data, tanh.Data, output.Data);
        report("gates", memory.Copy(gates));
        report("cell", cell);
        report("tanh of the cell", tanh);
        report("output", output);

        Matrix outputGradient = memory.Normal(1, length);
        Matrix cellGradient = memory.Normal(1, length);
        kernels.LstmCellBackward(length, gates.Data, before.Data, tanh.Data, outputGradient.Data, cellGradient.Data);
        report("gate gradients", gates);
        report("cell gradient", cellGradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void Gru_step_and_its_gradients(string name) => ForAllLengths(name, 2e-6, (kernels, memory, length, report) =>
    {
        Matrix gates = memory.Normal(1, 3 * length, 2);
        Matrix candidateSum = memory.Normal(1, length);
        Matrix previous = memory.Normal(1, length);
        Matrix output = memory.Zeros(1, length);
        kernels.GruCell(length, gates.Data, candidateSum.Data, previous.Data, output.Data);
        report("gates", memory.Copy(gates));
        report("output", output);

        Matrix outputGradient = memory.Normal(1, length);
        Matrix direct = memory.Zeros(1, length);
        kernels.GruCellBackward(length, gates.Data, candidateSum.Data, previous.Data, outputGradient.Data, direct.Data);
        report("gate gradients", gates);
        report("candidate gradient", candidateSum);
        report("direct gradient", direct);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void Memory_step_and_its_gradients(string name) => ForAllLengths(name, 5e-6, (kernels, memory, length, report) =>
    {
        const int Slots = 5;
        Matrix values = memory.Normal(Slots, length);
        Matrix addresses = memory.Normal(1, Slots);
        kernels.Softmax(addresses.Span);
        Matrix erase = memory.Normal(1, length);
        kernels.Sigmoid(erase.Span);
        report("erase", memory.Copy(erase));
        Matrix write = memory.Normal(1, length);
        Matrix written = memory.Copy(values);
        Matrix output = memory.Zeros(1, length);
        kernels.MemoryReadWrite(Slots, length, written.Data, addresses.Data, erase.Data, write.Data, output.Data);
        report("values", written);
        report("output", output);

        Matrix outputGradient = memory.Normal(1, length);
        Matrix valueGradient = memory.Normal(Slots, length);
        Matrix addressGradient = memory.Normal(1, Slots);
        Matrix eraseGradient = memory.Normal(1, length);
        Matrix writeGradient = memory.Normal(1, length);
        kernels.MemoryReadWriteBackward(
            Slots,
            length,
            values.Data,
            addresses.Data,
            erase.Data,
            write.Data,
            outputGradient.Data,
            valueGradient.Data,
            addressGradient.Data,
            eraseGradient.Data,
            writeGradient.Data);
        kernels.SigmoidBackward(erase.Span, eraseGradient.Span);
        report("value gradient", valueGradient);
        report("erase gradient", eraseGradient);
        report("write gradient", writeGradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void What_an_associative_memory_computes(string name) => ForAllLengths(name, 5e-6, (kernels, memory, length, report) =>
    {
        const int Count = 5;
        Matrix rows = memory.Normal(Count, length);
        Matrix weights = memory.Normal(1, Count);
        Matrix vector = memory.Normal(1, length);
        Matrix output = memory.Normal(1, length);
        kernels.WeightedSum(Count, length, rows.Data, weights.Data, output.Data);
        report("weighted sum", output);
        Matrix dots = memory.Normal(1, Count);
        kernels.AddRowDots(Count, length, rows.Data, vector.Data, dots.Data);
        report("dots", dots);
        kernels.AddOuterProduct(Count, length, rows.Data, weights.Data, vector.Data);
        report("rows", rows);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void Optimizer_steps(string name) => ForAllLengths(name, 1e-6, (kernels, memory, length, report) =>
    {
        Matrix values = memory.Normal(1, length);
        Matrix gradients = memory.Normal(1, length);
        Matrix mean = memory.Normal(1, length);
        Matrix variance = memory.Normal(1, length);
        foreach (ref float value in variance.Span)
        {
            value *= value;
        }

        var step = new AdamStep(step: 3, rate: 0.01f, beta1: 0.9f, beta2: 0.999f, epsilon: 1e-8f, decay: 0.1f, gradientScale: 0.5f);
        kernels.Adam(step, values.Data, gradients.Data, mean.Data, variance.Data, length);
        report("values", memory.Copy(values));
        report("mean", memory.Copy(mean));
        report("variance", memory.Copy(variance));

        kernels.AdamIdle(new AdamIdleSteps(0.02f, 1e-8f, 0.81f, 0.998f), values.Data, mean.Data, variance.Data, length);
        report("values after idle steps", values);
        report("mean after idle steps", mean);
        report("variance after idle steps", variance);
    });

    private delegate void Scenario(Kernels kernels, TestMemory memory, int length, Action<string, Matrix> report);

    // Both kernels get the same random numbers; what they report is compared in order.
    private static void ForAllLengths(string name, double tolerance, Scenario scenario)
    {
        Kernels kernels = KernelFactory.Choose(name);
        for (int length = 1; length <= Longest; length++)
        {
            using var expectedMemory = new TestMemory((ulong)length);
            using var actualMemory = new TestMemory((ulong)length);
            var expected = new List<Matrix>();
            scenario(Specification, expectedMemory, length, (_, result) => expected.Add(result));
            int next = 0;
            scenario(kernels, actualMemory, length, (what, result) =>
                Close.All(expected[next++].Span, result.Span, tolerance, $"{what}, length {length}"));
        }
    }
}
