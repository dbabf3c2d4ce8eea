using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

public sealed unsafe class PackingTests
{
    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(3, 8, 8)]
    [InlineData(5, 9, 8)]
    [InlineData(7, 31, 16)]
    [InlineData(2, 65, 32)]
    public void Panels_hold_every_element_and_zeros_beyond(int depth, int columns, int panelWidth)
    {
        using var memory = new TestMemory();
        Matrix b = memory.NormalView(depth, columns, before: 1, behind: 2, float.NaN);
        Matrix transposed = memory.Zeros(columns, depth);
        for (int row = 0; row < depth; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[column, row] = b[row, column];
            }
        }

        var straight = new PackedMatrix(depth, columns, panelWidth);
        straight.Pack(b);
        AssertHolds(b, straight.Panels, panelWidth);

        var turned = new PackedMatrix(depth, columns, panelWidth);
        turned.PackTransposed(transposed);
        AssertHolds(b, turned.Panels, panelWidth);

        var arena = new Arena();
        arena.Allocate(40, 40).Span.Fill(float.NaN);
        arena.Reset();
        AssertHolds(b, Packing.Transposed(transposed, panelWidth, arena), panelWidth);
        GC.KeepAlive(straight);
        GC.KeepAlive(turned);
        GC.KeepAlive(arena);
    }

    [Fact]
    public void Panels_of_a_matrix_read_it_where_it_lies()
    {
        using var memory = new TestMemory();
        Matrix b = memory.NormalView(4, 10, before: 3, behind: 1, 0);
        Panels panels = Panels.Of(b, 4);
        Assert.Equal((nuint)b.Data, (nuint)panels.Data);
        Assert.Equal(b[3, 9], panels.Data[2 * panels.PanelStride + 3 * panels.DepthStride + 1]);
        Assert.Equal((4, 10), (panels.Depth, panels.Columns));
        Assert.Equal((4, 6), (panels.ColumnRange(0, 6, 4).Depth, panels.ColumnRange(0, 6, 4).Columns));
    }

    private static void AssertHolds(Matrix b, Panels panels, int panelWidth)
    {
        Assert.Equal((b.Rows, b.Columns), (panels.Depth, panels.Columns));
        int padded = Packing.Length(b.Rows, b.Columns, panelWidth) / b.Rows;
        Assert.InRange(padded, b.Columns, b.Columns + panelWidth - 1);
        for (int row = 0; row < b.Rows; row++)
        {
            for (int column = 0; column < padded; column++)
            {
                float expected = column < b.Columns ? b[row, column] : 0;
                nint place = column / panelWidth * panels.PanelStride + row * panels.DepthStride + column % panelWidth;
                Assert.Equal(expected, panels.Data[place]);
            }
        }
    }
}
