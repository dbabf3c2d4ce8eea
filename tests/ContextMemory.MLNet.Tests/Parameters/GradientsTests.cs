using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Parameters;

public sealed class GradientsTests
{
    private const int Rows = 500;
    private const int Columns = 3;

    [Fact]
    public void A_row_is_zero_when_first_asked_for_and_kept_from_then_on()
    {
        SparseGradient gradient = Create().Sparse;
        gradient.Row(7).Fill(1);
        gradient.Row(3)[0] = 5;
        gradient.Row(7)[1] = 2;
        Assert.Equal([7, 3], gradient.Rows.ToArray());
        Assert.Equal([1, 2, 1, 5, 0, 0], gradient.Values.ToArray());
    }

    [Fact]
    public void Clearing_forgets_all_rows()
    {
        SparseGradient gradient = Create().Sparse;
        gradient.Row(7).Fill(1);
        gradient.Clear();
        Assert.Equal(0, gradient.Count);
        Assert.Equal([0, 0, 0], gradient.Row(7).ToArray());
        Assert.Equal(1, gradient.Count);
    }

    [Fact]
    public void All_rows_of_the_table_fit()
    {
        SparseGradient gradient = Create().Sparse;
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
        (Gradients sum, SparseGradient target) = Create();
        for (int shard = 0; shard < 5; shard++)
        {
            (Gradients other, SparseGradient source) = Create();
            for (int i = 0; i < 150; i++)
            {
                int row = random.NextInteger(Rows);
                float value = random.NextInteger(100);
                source.Row(row)[1] += value;
                expected[row, 1] += value;
            }

            sum.AddSparse(other, Kernels.Current);
        }

        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(expected.Row(row).ToArray(), target.Row(row).ToArray());
        }

        GC.KeepAlive(sum);
    }

    [Fact]
    public void Norm_and_clearing_are_of_dense_and_sparse_parts()
    {
        (Gradients gradients, SparseGradient sparse) = Create();
        gradients.Dense[1] = 3;
        sparse.Row(4)[2] = 4;
        Assert.Equal(5, gradients.Norm(), 1e-6);
        gradients.Clear();
        Assert.Equal(0, gradients.Norm());
        Assert.Equal(0, sparse.Count);
    }

    private static (Gradients All, SparseGradient Sparse) Create()
    {
        var layout = new ParameterLayout();
        layout.Add("dense", 1, 4, Initializers.Zero);
        Parameter table = layout.Add("table", Rows, Columns, Initializers.Zero, isSparse: true);
        var gradients = new Gradients(layout);
        return (gradients, gradients.Sparse(table));
    }
}
