using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// A linear model over sparse features: each token's scores [rows x outputs] are the sum of its features' rows of the table. Codes as in
/// <see cref="TokenEmbedding"/>.
/// </summary>
internal sealed unsafe class FeatureScores(ParameterLayout layout, string name, int tableRows, int outputs)
{
    private const int RowsAhead = 16;

    private readonly Parameter _table = layout.Add($"{name}.weight", tableRows, outputs, Initializers.Zero, isSparse: true);

    public Parameter Table => _table;

    /// <summary>Adds the features' scores to those that the tokens have already.</summary>
    public void Add(Pass pass, ReadOnlySpan<int> codes, Matrix scores)
    {
        Matrix table = pass.Weights[_table];
        int row = -1;
        for (int i = 0; i < codes.Length; i++)
        {
            if (i + RowsAhead < codes.Length)
            {
                Prefetch.Row(table.RowData(TokenCodes.RowOf(codes[i + RowsAhead])), _table.Columns);
            }

            row += codes[i] >= 0 ? 1 : 0;
            pass.Kernels.Add(table.Row(TokenCodes.RowOf(codes[i])), scores.Row(row));
        }
    }

    public void Backward(Pass pass, ReadOnlySpan<int> codes, Matrix gradient)
    {
        SparseGradient table = pass.Gradients!.Sparse(_table);
        int row = -1;
        foreach (int code in codes)
        {
            row += code >= 0 ? 1 : 0;
            pass.Kernels.Add(gradient.Row(row), table.Row(TokenCodes.RowOf(code)));
        }
    }
}
