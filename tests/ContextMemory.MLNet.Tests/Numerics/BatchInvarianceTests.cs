using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

/// <summary>A row's result does not depend on the rows beside it, nor an element's on its place in the row.</summary>
public sealed class BatchInvarianceTests
{
    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_of_a_product_is_the_same_in_any_batch(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        Matrix a = memory.Normal(40, 400);
        Panels b = Panels.Of(memory.Normal(400, 70), kernels.PanelWidth);
        Matrix bias = memory.Normal(1, 70);
        Matrix together = memory.Zeros(40, 70);
        kernels.MultiplyAddBias(a, b, bias, together);
        for (int trial = 0; trial < 40; trial++)
        {
            int first = memory.Random.NextInteger(a.Rows);
            int count = 1 + memory.Random.NextInteger(a.Rows - first);
            Matrix part = memory.Zeros(count, 70);
            kernels.MultiplyAddBias(a.RowRange(first, count), b, bias, part);
            Close.SameBits(together.RowRange(first, count).Span, part.Span, $"rows {first} to {first + count - 1}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Element_of_an_elementwise_function_is_the_same_at_any_place(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        float[] x = memory.Normal(1, 61, 3).Span.ToArray();
        float[] g = memory.Normal(1, 61).Span.ToArray();
        (string Name, Action<float[], float[]> Run)[] functions =
        [
            ("tanh", (values, _) => kernels.Tanh(values)),
            ("exp", (values, _) => kernels.ExpMinus(0.5f, values)),
            ("gelu", (values, _) => kernels.Gelu((float[])values.Clone(), values)),
            ("gelu backward", (values, gradient) => kernels.GeluBackward((float[])values.Clone(), Into(gradient, values))),
            ("tanh backward", (values, gradient) => kernels.TanhBackward((float[])values.Clone(), Into(gradient, values))),
            ("add scaled", (values, gradient) => kernels.AddScaled(0.3f, gradient, values)),
            ("softmax slope", (values, gradient) => kernels.SoftmaxSlope((float[])values.Clone(), 0.2f, Into(gradient, values))),
        ];
        foreach ((string function, Action<float[], float[]> run) in functions)
        {
            float[] whole = (float[])x.Clone();
            run(whole, g);
            for (int i = 0; i < x.Length; i++)
            {
                float[] alone = [x[i]];
                run(alone, [g[i]]);
                Close.SameBits(whole.AsSpan(i, 1), alone, $"{function} at place {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void Element_of_an_LSTM_step_is_the_same_at_any_place(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        const int Size = 37;
        Matrix sums = memory.Normal(1, 4 * Size, 2);
        Matrix before = memory.Normal(1, Size);
        Matrix gates = memory.Copy(sums);
        Matrix results = memory.Zeros(3, Size);
        kernels.LstmCell(Size, gates.Data, before.Data, results.RowData(0), results.RowData(1), results.RowData(2));
        for (int i = 0; i < Size; i++)
        {
            Matrix gate = memory.Of(1, 4, [sums[0, i], sums[0, Size + i], sums[0, 2 * Size + i], sums[0, 3 * Size + i]]);
            Matrix one = memory.Zeros(1, 3);
            kernels.LstmCell(1, gate.Data, before.Data + i, one.Data, one.Data + 1, one.Data + 2);
            Close.SameBits([results[0, i], results[1, i], results[2, i]], one.Span, $"element {i}");
        }
    }

    private static float[] Into(float[] source, float[] target)
    {
        source.CopyTo(target, 0);
        return target;
    }
}
