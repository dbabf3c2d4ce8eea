using System.Runtime.Intrinsics;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

/// <summary>Products in 8 bits: near the exact ones, and to the same bits in all kernels.</summary>
public sealed class QuantizedProductTests
{
    private static readonly ScalarKernels Specification = new();

    public static TheoryData<string> Names => KernelNames.Vectors;

    [Fact]
    public void Specification_is_the_product_of_rounded_values()
    {
        using var memory = new TestMemory();
        Matrix a = memory.Normal(9, 50);
        Matrix weights = memory.Normal(21, 50);
        Matrix bias = memory.Normal(1, 21);
        Matrix c = memory.Zeros(9, 21);
        Specification.MultiplyAddBias(a, Quantized(weights, Specification), bias, c);
        for (int row = 0; row < c.Rows; row++)
        {
            double min = Math.Min(0, a.Row(row).ToArray().Min());
            double step = (Math.Max(0, a.Row(row).ToArray().Max()) - min) / 255;
            for (int column = 0; column < c.Columns; column++)
            {
                double stepOfColumn = weights.Row(column).ToArray().Max(Math.Abs) / 63;
                double sum = bias[0, column];
                for (int i = 0; i < a.Columns; i++)
                {
                    sum += Math.Round(a[row, i] / step) * step * Math.Round(weights[column, i] / stepOfColumn) * stepOfColumn;
                }

                // A value in the middle between two steps may be rounded either way; and steps have 16 bits.
                Assert.Equal(sum, c[row, column], 0.15);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_forms_equal_the_specification_on_all_shapes(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        (int Rows, int Columns, int Depth)[] shapes = [(1, 1, 1), (12, 32, 384), (13, 33, 385), (97, 65, 5), (200, 31, 130), (100, 70, 1_537), (2, 96, 8_192)];
        foreach ((int rows, int columns, int depth) in shapes)
        {
            string shape = $"{rows} x {columns}, depth {depth}";
            Matrix a = memory.NormalView(rows, depth, before: 3, behind: 5, float.NaN);
            Matrix weights = memory.Normal(columns, depth);
            Matrix bias = memory.Normal(1, columns);
            Matrix start = memory.NormalView(rows, columns, before: 2, behind: 9, float.NaN);
            Compare("a b", (k, b, c) => k.Multiply(a, b, c));
            Compare("a b + bias", (k, b, c) => k.MultiplyAddBias(a, b, bias, c));
            Compare("c + a b", (k, b, c) => k.MultiplyAdd(a, b, c));

            void Compare(string form, Action<Kernels, Panels, Matrix> product)
            {
                Matrix expected = memory.Copy(start);
                Matrix actual = memory.Copy(start);
                product(Specification, Quantized(weights, Specification), expected);
                product(kernels, Quantized(weights, kernels), actual);
                Close.SameBits(expected.Span, actual.Span, $"{form} of {shape}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_of_all_magnitudes_are_as_exact_as_their_bits_allow(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        Matrix weights = memory.Normal(64, 300);
        Panels factor = Quantized(weights, kernels);
        foreach (float magnitude in (float[])[1e-20f, 1e-3f, 1, 1e5f, 1e30f])
        {
            Matrix a = memory.Normal(8, 300);
            kernels.Scale(magnitude, a.Span);
            Matrix exact = memory.Zeros(8, 64);
            Matrix c = memory.Zeros(8, 64);
            kernels.Multiply(a, Packed(weights, kernels), exact);
            kernels.Multiply(a, factor, c);
            double error = Math.Sqrt(exact.Span.ToArray().Zip(c.Span.ToArray(), (x, y) => Math.Pow((x - y) / magnitude, 2)).Average());

            // Of sums with a standard deviation of the square root of 300, which is 17: steps of 1/40 of values and of 1/20 of weights.
            Assert.InRange(error, 0.05, 0.5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Zeros_give_what_was_there_and_what_is_not_finite_gives_no_number(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        Panels factor = Quantized(memory.Normal(40, 50), kernels);
        Matrix a = memory.Zeros(4, 50);
        a[1, 7] = float.NaN;
        a[2, 49] = float.PositiveInfinity;
        a.Row(3).Fill(1e-35f);
        Matrix c = memory.Normal(4, 40);
        Matrix before = memory.Copy(c);
        kernels.MultiplyAdd(a, factor, c);
        Close.SameBits(before.Row(0), c.Row(0), "of zeros");
        Assert.All(c.Row(1).ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.All(c.Row(2).ToArray(), value => Assert.True(float.IsNaN(value)));
        Close.SameBits(before.Row(3), c.Row(3), "of values that are next to nothing");
    }

    [Fact]
    public void The_sum_of_products_without_an_instruction_for_it_is_the_same()
    {
        var random = new Random(1);
        var bytes = new byte[16];
        var codes = new sbyte[16];
        for (int trial = 0; trial < 1_000; trial++)
        {
            random.NextBytes(bytes);
            for (int i = 0; i < codes.Length; i++)
            {
                codes[i] = (sbyte)random.Next(-Quantization.WeightLevels, Quantization.WeightLevels + 1);
            }

            Vector128<int> sums = Bytes128.PortableSumOfProducts(Vector128.Create(bytes), Vector128.Create(codes));
            for (int lane = 0; lane < Vector128<int>.Count; lane++)
            {
                Assert.Equal(Enumerable.Range(4 * lane, 4).Sum(i => bytes[i] * codes[i]), sums[lane]);
            }
        }
    }

    [Theory]
    [InlineData(Quantization.WeightLevels)]
    [InlineData(Quantization.TableLevels)]
    public void What_has_been_rounded_is_found_again_from_its_floats(int levels)
    {
        using var memory = new TestMemory();
        Matrix rows = memory.Normal(200, 37);
        for (int row = 0; row < rows.Rows; row++)
        {
            Specification.Scale(MathF.Pow(10, row % 60 - 30), rows.Row(row));
        }

        Matrix exact = memory.Copy(rows);
        Quantization.Round(rows, levels);
        Matrix once = memory.Copy(rows);
        Quantization.Round(rows, levels);
        Close.SameBits(once.Span, rows.Span, "rounded twice");
        for (int row = 0; row < rows.Rows; row++)
        {
            float step = Quantization.StepOf(once.Row(row), levels);
            for (int i = 0; i < rows.Columns; i++)
            {
                Assert.InRange(Math.Abs(exact[row, i] - once[row, i]), 0, Math.Max(0.501 * step, 1e-28));
            }
        }
    }

    private static Panels Quantized(Matrix weights, Kernels kernels)
    {
        var packed = new QuantizedMatrix(weights.Columns, weights.Rows, kernels.PanelWidth);
        packed.PackTransposed(weights);
        Kept.Add(packed);
        return packed.Panels;
    }

    private static Panels Packed(Matrix weights, Kernels kernels)
    {
        var packed = new PackedMatrix(weights.Columns, weights.Rows, kernels.PanelWidth);
        packed.PackTransposed(weights);
        Kept.Add(packed);
        return packed.Panels;
    }

    // Panels point into what must not be collected.
    private static System.Collections.Concurrent.ConcurrentBag<object> Kept { get; } = [];
}
