using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Tests.Persistence.Tensors;

public sealed class StoredTensorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Rows that are read together, a single one, and more of them than fit a block.
    [Theory]
    [InlineData(300, 500)]
    [InlineData(3, 40_000)]
    [InlineData(40_000, 3)]
    [InlineData(0, 4)]
    public void A_matrix_is_read_as_its_transpose(int rows, int columns)
    {
        float[] values = [.. Enumerable.Range(0, rows * columns).Select(i => (float)i)];
        using var file = DataFile.Open(_folder.Write("a", SafetensorsBytes.Of([("a", [rows, columns], values)])));
        var read = new float[values.Length];
        SafetensorsHeader.Read(file).Single().ReadTransposed(read);
        Assert.Equal(Enumerable.Range(0, rows * columns).Select(i => values[i % Math.Max(rows, 1) * columns + i / Math.Max(rows, 1)]), read);
    }

    [Theory]
    [InlineData(1L, new long[0])]
    [InlineData(0L, new[] { 0, long.MaxValue })]
    [InlineData(long.MaxValue, new[] { 1, long.MaxValue })]
    [InlineData(null, new[] { 2, long.MaxValue })]
    [InlineData(null, new[] { 1, -1L })]
    public void The_numbers_of_a_shape_are_counted(long? expected, long[] shape) => Assert.Equal(expected, StoredTensor.CountOf(shape));

    public void Dispose() => _folder.Dispose();
}
