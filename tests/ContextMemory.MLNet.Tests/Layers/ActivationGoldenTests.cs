using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

/// <summary>Activations are no layers here but operations of the kernels.</summary>
public sealed unsafe class ActivationGoldenTests
{
    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Gelu_agrees(string name) => Check(name, "gelu_erf", (kernels, x, y, gradient) =>
    {
        kernels.Gelu(x, y);
        kernels.GeluBackward(x, gradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Tanh_agrees(string name) => Check(name, "tanh", (kernels, x, y, gradient) =>
    {
        x.CopyTo(y);
        kernels.Tanh(y);
        kernels.TanhBackward(y, gradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Softmax_agrees(string name) => Check(name, "softmax", (kernels, x, y, gradient) =>
    {
        x.CopyTo(y);
        kernels.Softmax(y);
        kernels.SoftmaxSlope(y, kernels.Dot(y, gradient), gradient);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Logarithm_of_softmax_agrees(string name) => Check(name, "logsoftmax", (kernels, x, y, gradient) =>
    {
        x.CopyTo(y);
        float logSum = kernels.Softmax(y);
        float sum = gradient.ToArray().Sum();
        kernels.AddScaled(-sum, y, gradient);
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = x[i] - logSum;
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Sigmoid_agrees(string name) => Check(name, "sigmoid", (kernels, x, y, gradient) =>
    {
        // The output gate of an LSTM over a cell whose tanh is 1: h = sigmoid(x).
        int size = x.Length;
        using var memory = new TestMemory();
        Matrix gates = memory.Zeros(1, 4 * size);
        gates.Span[size..(2 * size)].Fill(50);
        x.CopyTo(gates.Span[(3 * size)..]);
        Matrix previousCell = memory.Zeros(1, size);
        previousCell.Span.Fill(50);
        Matrix results = memory.Zeros(3, size);
        Matrix upstream = memory.Of(1, size, gradient);
        kernels.LstmCell(size, gates.Data, previousCell.Data, results.RowData(0), results.RowData(1), results.RowData(2));
        results.Row(2).CopyTo(y);
        kernels.LstmCellBackward(size, gates.Data, previousCell.Data, results.RowData(1), upstream.Data, memory.Zeros(1, size).Data);
        gates.Span[(3 * size)..].CopyTo(gradient);
    });

    private delegate void Activation(Kernels kernels, Span<float> x, Span<float> y, Span<float> gradient);

    private static void Check(string name, string file, Activation activation)
    {
        Golden golden = Golden.Read($"activation_{file}");
        using var memory = new TestMemory();
        Matrix x = golden.Tensor("input").ToMatrix(memory);
        Matrix y = memory.Zeros(x.Rows, x.Columns);
        Matrix gradient = golden.Tensor("upstream").ToMatrix(memory);
        for (int row = 0; row < x.Rows; row++)
        {
            activation(KernelFactory.Choose(name), x.Row(row), y.Row(row), gradient.Row(row));
        }

        golden.Tensor("output").AssertClose(y, "output");
        golden.Group("gradients")["input"].AssertClose(gradient, "gradient");
    }
}
