using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>The gradients of the weight [outputs x inputs] and the bias of y = x W^T + b, or of what learns beside the weight.</summary>
internal static class WeightGradient
{
    /// <param name="pass">The worker's state.</param>
    /// <param name="weight">W.</param>
    /// <param name="bias">b.</param>
    /// <param name="input">x, [rows x inputs].</param>
    /// <param name="gradient">Of y, or of some of its columns.</param>
    /// <param name="first">The first of these columns.</param>
    public static void Add(Pass pass, Parameter weight, Parameter bias, Matrix input, Matrix gradient, int first = 0)
    {
        if (weight.Learns)
        {
            pass.Kernels.MultiplyTransposedAdd(gradient, input, pass.GradientOf(weight).RowRange(first, gradient.Columns));
        }

        if (bias.Learns)
        {
            pass.Kernels.AddColumnSums(gradient, pass.GradientOf(bias).ColumnRange(first, gradient.Columns));
        }

        if (weight.Adapter is { } adapter)
        {
            Add(pass, adapter, input, gradient, first);
        }
    }

    /// <summary>With G the gradient of y: that of A is (G B)^T x, that of B is G^T (x A^T).</summary>
    private static void Add(Pass pass, Adapter adapter, Matrix input, Matrix gradient, int first)
    {
        Arena.Mark mark = pass.Arena.Now;
        Matrix reduced = pass.Arena.Allocate(input.Rows, adapter.Rank);
        for (int row = first; row < first + gradient.Columns; row += adapter.Outputs)
        {
            int firstOfRank = row / adapter.Outputs * adapter.Rank;
            Matrix own = gradient.ColumnRange(row - first, adapter.Outputs);
            pass.Kernels.Multiply(input, pass.Weights.Transposed(adapter.Down, firstOfRank, adapter.Rank), reduced);
            pass.Kernels.MultiplyTransposedAdd(own, reduced, pass.GradientOf(adapter.Up).RowRange(row, adapter.Outputs));
            pass.Kernels.Multiply(own, pass.Weights.Straight(adapter.Up, row, adapter.Outputs), reduced);
            pass.Kernels.MultiplyTransposedAdd(reduced, input, pass.GradientOf(adapter.Down).RowRange(firstOfRank, adapter.Rank));
        }

        pass.Arena.Release(mark);
    }
}
