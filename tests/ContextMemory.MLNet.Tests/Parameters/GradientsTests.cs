using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Parameters;

public sealed class GradientsTests
{
    private const int Rows = 500;
    private const int Columns = 3;

    private static readonly ParameterLayout Layout = new();
    private static readonly Parameter Dense = Layout.Add("dense", 1, 4, Initializers.Zero);
    private static readonly Parameter Table = Layout.Add("table", Rows, Columns, Initializers.Zero, isSparse: true);

    // A field: the spans that are looked at do not keep their memory alive, the test object does.
    private readonly Gradients _gradients = Create();

    private SparseGradient Sparse => SparseOf(_gradients);

    [Fact]
    public void A_row_is_zero_when_first_asked_for_and_kept_from_then_on()
    {
        SparseGradient gradient = Sparse;
        gradient.Row(7).Fill(1);
        gradient.Row(3)[0] = 5;
        gradient.Row(7)[1] = 2;
        Assert.Equal([7, 3], gradient.Rows.ToArray());
        Assert.Equal([1, 2, 1, 5, 0, 0], gradient.Values.ToArray());
    }

    [Fact]
    public void Clearing_forgets_all_rows()
    {
        SparseGradient gradient = Sparse;
        gradient.Row(7).Fill(1);
        gradient.Clear();
        Assert.Equal(0, gradient.Count);
        Assert.Equal([0, 0, 0], gradient.Row(7).ToArray());
        Assert.Equal(1, gradient.Count);
    }

    [Fact]
    public void All_rows_of_the_table_fit()
    {
        SparseGradient gradient = Sparse;
        for (int row = 0; row < Rows; row++)
        {
            gradient.Row(row * 7 % Rows).Fill(row * 7 % Rows);
        }

        Assert.Equal(Rows, gradient.Count);
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal([row, row, row], gradient.Row(row).ToArray());
        }
    }

    [Fact]
    public void Merging_adds_row_by_row_like_dense_matrices()
    {
        var random = new RandomStream(1);
        using var memory = new TestMemory();
        Matrix expected = memory.Zeros(Rows, Columns);
        for (int shard = 0; shard < 5; shard++)
        {
            Gradients other = Create();
            for (int i = 0; i < 150; i++)
            {
                int row = random.NextInteger(Rows);
                float value = random.NextInteger(100);
                SparseOf(other).Row(row)[1] += value;
                expected[row, 1] += value;
            }

            _gradients.AddSparse(other, Kernels.Current);
            GC.KeepAlive(other);
        }

        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(expected.Row(row).ToArray(), Sparse.Row(row).ToArray());
        }
    }

    [Fact]
    public void Norm_and_clearing_are_of_dense_and_sparse_parts()
    {
        _gradients[Dense][0, 1] = 3;
        Sparse.Row(4)[2] = 4;
        Assert.Equal(5, _gradients.Norm(), 1e-6);
        _gradients.Clear();
        Assert.Equal(0, _gradients.Norm());
        Assert.Equal(0, Sparse.Count);
    }

    private static SparseGradient SparseOf(Gradients gradients) => gradients.Sparse(Table);

    private static Gradients Create() => new(Layout);
}
