using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

public sealed class CompressedRowsTests
{
    // 0 5 0 2
    // 0 0 0 0
    // 1 0 0 3
    private static readonly CompressedRows Rows = new([0, 2, 2, 4], [1, 3, 0, 3], [5, 2, 1, 3]);

    [Fact]
    public void Columns_become_rows()
    {
        CompressedRows columns = Rows.Transpose(columns: 5);
        Assert.Equal([0, 1, 2, 2, 4, 4], columns.Starts);
        Assert.Equal([2, 0, 0, 2], columns.Columns);
        Assert.Equal([1, 5, 2, 3], columns.Values);
        Assert.Equal(5, columns.Count);
        Assert.Equal([0, 2], columns.ColumnsOf(3).ToArray());
        Assert.Equal([2f, 3f], columns.ValuesOf(3).ToArray());
        Assert.Empty(columns.ColumnsOf(4).ToArray());
    }

    [Fact]
    public void Turned_twice_they_are_what_they_were()
    {
        CompressedRows again = Rows.Transpose(columns: 5).Transpose(columns: 3);
        Assert.Equal(Rows.Starts, again.Starts);
        Assert.Equal(Rows.Columns, again.Columns);
        Assert.Equal(Rows.Values, again.Values);
    }
}
