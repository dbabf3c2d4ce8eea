using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

public sealed class MatrixTests
{
    [Fact]
    public void Ranges_are_views()
    {
        using var memory = new TestMemory();
        Matrix matrix = memory.Zeros(5, 7);
        Matrix view = matrix.RowRange(1, 3).ColumnRange(2, 4);
        view[2, 3] = 9;
        Assert.Equal(9, matrix[3, 5]);
        Assert.Equal((3, 4, 7), (view.Rows, view.Columns, view.Stride));
        Assert.False(view.IsContiguous);
        Assert.True(matrix.RowRange(1, 3).IsContiguous);
        Assert.True(matrix.RowRange(1, 1).ColumnRange(2, 4).IsContiguous);
    }

    [Fact]
    public void Clearing_and_copying_a_view_leave_its_surroundings()
    {
        using var memory = new TestMemory();
        Matrix matrix = memory.Zeros(4, 6);
        matrix.Span.Fill(1);
        matrix.RowRange(1, 2).ColumnRange(1, 3).Clear();
        Assert.Equal(24 - 6, matrix.Span.ToArray().Sum());
        memory.Normal(2, 3).CopyTo(matrix.RowRange(1, 2).ColumnRange(1, 3));
        Assert.Equal(24 - 6, matrix.Span.Count(1f));
    }

    [Fact]
    public void Matrices_without_rows_or_columns_are_allowed()
    {
        using var memory = new TestMemory();
        Matrix none = memory.Zeros(0, 5);
        none.Clear();
        none.CopyTo(memory.Zeros(0, 5));
        Assert.True(none.Span.IsEmpty);
        Assert.True(memory.Zeros(3, 0).Row(2).IsEmpty);
    }
}
