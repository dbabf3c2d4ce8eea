using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// Token codes to vectors: [rows x size]. A token is one row of the table, or the mean of several: a code below zero is the
/// complement of a further row of the same token.
/// </summary>
internal sealed unsafe class TokenEmbedding(ParameterLayout layout, string name, int tableRows, int size)
{
    // The rows of a text lie anywhere in the table, which is larger than any cache.
    private const int RowsAhead = 8;

    private readonly Parameter _table = layout.Add($"{name}.weight", tableRows, size, Initializers.Normal(1 / Math.Sqrt(size)), isSparse: true);

    public int Size => _table.Columns;

    public Parameter Table => _table;

    public Matrix Forward(Pass pass, ReadOnlySpan<int> codes, int rows)
    {
        Matrix table = pass.Weights[_table];
        Matrix output = pass.Arena.Allocate(rows, Size);
        int row = 0;
        for (int i = 0; i < codes.Length; row++)
        {
            if (i + RowsAhead < codes.Length)
            {
                Prefetch.Row(table.RowData(TokenCodes.RowOf(codes[i + RowsAhead])), Size);
            }

            Span<float> vector = output.Row(row);
            table.Row(codes[i++]).CopyTo(vector);
            int first = i;
            for (; i < codes.Length && codes[i] < 0; i++)
            {
                pass.Kernels.Add(table.Row(~codes[i]), vector);
            }

            if (i > first)
            {
                float share = 1f / (i - first + 1);
                System.Numerics.Tensors.TensorPrimitives.Multiply(vector, share, vector);
            }
        }

        return output;
    }

    public void Backward(Pass pass, ReadOnlySpan<int> codes, Matrix gradient)
    {
        if (!_table.Learns)
        {
            return;
        }

        SparseGradient table = pass.Gradients!.Sparse(_table);
        bool[]? frozen = _table.FrozenRows;
        int row = 0;
        for (int i = 0; i < codes.Length; row++)
        {
            int first = i++;
            while (i < codes.Length && codes[i] < 0)
            {
                i++;
            }

            float share = 1f / (i - first);
            for (int code = first; code < i; code++)
            {
                int tableRow = TokenCodes.RowOf(codes[code]);
                if (frozen is null || !frozen[tableRow])
                {
                    pass.Kernels.AddScaled(share, gradient.Row(row), table.Row(tableRow));
                }
            }
        }
    }
}
