using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

/// <summary>
/// All products of all kernels must be equal to the last bit: every element is one sum in the order of the depth, rounded once a term.
/// </summary>
public sealed class ProductTests
{
    private const float Poison = 12345;
    private static readonly ScalarKernels Specification = new();

    public static TheoryData<string> Names => KernelNames.Vectors;

    // Around the widths of tiles and panels, the blocks of rows (192), of depths (384; 192 for a^T b) and of columns (512 for a^T b).
    private static readonly (int Rows, int Columns, int Depth)[] EdgeShapes =
    [
        (1, 1, 1), (1, 1, 800), (12, 32, 384), (13, 33, 385), (11, 31, 383), (6, 16, 768), (50, 100, 769), (97, 5, 3), (192, 32, 1),
        (3, 7, 0), (193, 515, 193), (205, 65, 391), (12, 545, 195),
    ];

    [Fact]
    public void Specification_is_the_sum_of_products()
    {
        using var memory = new TestMemory();
        Matrix a = memory.Normal(7, 500);
        Matrix b = memory.Normal(500, 19);
        Matrix c = memory.Zeros(7, 19);
        Specification.Multiply(a, Panels.Of(b, Specification.PanelWidth), c);
        for (int row = 0; row < c.Rows; row++)
        {
            for (int column = 0; column < c.Columns; column++)
            {
                double sum = 0;
                for (int i = 0; i < a.Columns; i++)
                {
                    sum += (double)a[row, i] * b[i, column];
                }

                Close.All([sum], [c[row, column]], 2e-6 * Math.Sqrt(a.Columns), "element");
            }
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Names))]
    public void All_forms_equal_the_specification_on_all_shapes(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        foreach ((int rows, int columns, int depth) in Shapes(memory.Random))
        {
            string shape = $"{rows} x {columns}, depth {depth}";
            Matrix a = memory.Normal(rows, depth);
            Matrix transposedA = memory.Normal(depth, rows);
            Matrix b = memory.Normal(depth, columns);
            Matrix transposedB = memory.Normal(columns, depth);
            Matrix bias = memory.Normal(1, columns);
            Matrix start = memory.Normal(rows, columns);
            int otherColumns = 1 + memory.Random.NextInteger(90);
            Matrix otherB = memory.Normal(depth, otherColumns);
            Matrix otherStart = memory.Normal(rows, otherColumns);

            Compare("a b", k => (c => k.Multiply(a, Panels.Of(b, k.PanelWidth), c)));
            Compare("a packed b", k => (c => k.Multiply(a, Packed(b, k.PanelWidth, memory), c)));
            Compare("a b^T", k => (c => k.Multiply(a, PackedTransposed(transposedB, k.PanelWidth, memory), c)));
            Compare("a b + bias", k => (c => k.MultiplyAddBias(a, Packed(b, k.PanelWidth, memory), bias, c)));
            Compare("c + a b", k => (c => k.MultiplyAdd(a, Packed(b, k.PanelWidth, memory), c)));
            Compare("c + a^T b", k => (c => k.MultiplyTransposedAdd(transposedA, b, c)));
            Compare("c + a^T b beside another", k => (c => k.MultiplyTransposedAdd(transposedA, otherB, memory.Copy(otherStart), b, c)));
            Compare("c + a^T b before another", k => (c => k.MultiplyTransposedAdd(transposedA, b, c, otherB, memory.Copy(otherStart))));

            void Compare(string form, Func<Kernels, Action<Matrix>> product)
            {
                Matrix expected = memory.Copy(start);
                Matrix actual = memory.Copy(start);
                product(Specification)(expected);
                product(kernels)(actual);
                Close.SameBits(expected.Span, actual.Span, $"{form} of {shape}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Views_are_read_and_written_only_where_they_are(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        for (int trial = 0; trial < 15; trial++)
        {
            int rows = 1 + memory.Random.NextInteger(40);
            int columns = 1 + memory.Random.NextInteger(70);
            int depth = 1 + memory.Random.NextInteger(500);
            Matrix a = memory.NormalView(rows, depth, before: 3, behind: 5, float.NaN);
            Matrix transposedA = memory.NormalView(depth, rows, before: 1, behind: 2, float.NaN);
            Matrix b = memory.NormalView(depth, columns, before: 4, behind: 7, float.NaN);
            Matrix c = memory.NormalView(rows, columns, before: 2, behind: 9, Poison);
            Matrix expected = memory.Copy(c);

            kernels.MultiplyAdd(a, Panels.Of(b, kernels.PanelWidth), c);
            kernels.MultiplyTransposedAdd(transposedA, b, c);
            Specification.MultiplyAdd(memory.Copy(a), Panels.Of(memory.Copy(b), Specification.PanelWidth), expected);
            Specification.MultiplyTransposedAdd(memory.Copy(transposedA), memory.Copy(b), expected);

            Close.SameBits(expected.Span, memory.Copy(c).Span, $"{rows} x {columns}, depth {depth}");
            AssertUntouchedAround(c, before: 2, behind: 9);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void First_columns_of_panels_give_the_first_columns_of_the_product(string name)
    {
        Kernels kernels = KernelFactory.Choose(name);
        using var memory = new TestMemory();
        Matrix a = memory.Normal(9, 21);
        Panels b = Packed(memory.Normal(21, 80), kernels.PanelWidth, memory);
        Matrix whole = memory.Zeros(9, 80);
        kernels.Multiply(a, b, whole);
        for (int count = 1; count <= 80; count += 13)
        {
            Matrix part = memory.Zeros(9, count);
            kernels.Multiply(a, b.ColumnRange(0, count, kernels.PanelWidth), part);
            Close.SameBits(memory.Copy(whole.ColumnRange(0, count)).Span, part.Span, $"{count} columns");
        }
    }

    private static IEnumerable<(int Rows, int Columns, int Depth)> Shapes(RandomStream random)
    {
        foreach ((int, int, int) shape in EdgeShapes)
        {
            yield return shape;
        }

        for (int i = 0; i < 20; i++)
        {
            yield return (1 + random.NextInteger(50), 1 + random.NextInteger(100), 1 + random.NextInteger(800));
        }
    }

    private static unsafe Panels Packed(Matrix b, int panelWidth, TestMemory memory)
    {
        Matrix target = memory.Zeros(1, Packing.Length(b.Rows, b.Columns, panelWidth));
        Packing.Pack(b, panelWidth, target.Data);
        return Packing.Packed(target.Data, b.Rows, b.Columns, panelWidth);
    }

    private static unsafe Panels PackedTransposed(Matrix b, int panelWidth, TestMemory memory)
    {
        Matrix target = memory.Zeros(1, Packing.Length(b.Columns, b.Rows, panelWidth));
        Packing.PackTransposed(b, panelWidth, target.Data);
        return Packing.Packed(target.Data, b.Columns, b.Rows, panelWidth);
    }

    private static unsafe void AssertUntouchedAround(Matrix view, int before, int behind)
    {
        for (int row = 0; row < view.Rows; row++)
        {
            var whole = new Span<float>(view.RowData(row) - before, view.Stride);
            Assert.True(whole[..before].IndexOfAnyExcept(Poison) < 0, $"Something was written before row {row}.");
            Assert.True(whole[^behind..].IndexOfAnyExcept(Poison) < 0, $"Something was written behind row {row}.");
        }
    }
}
