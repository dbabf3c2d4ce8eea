using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>Each row of a sequence beside the one before it. Shapes: [rows x size] to [rows x 2 size].</summary>
internal static class RowPairs
{
    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x size].</param>
    /// <param name="before">[sequences x size]: the row before the first of each sequence; overwritten by its last.</param>
    public static Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix before)
    {
        Matrix pairs = pass.Arena.Allocate(input.Rows, 2 * input.Columns);
        input.CopyTo(pairs.ColumnRange(0, input.Columns));
        Matrix earlier = pairs.ColumnRange(input.Columns, input.Columns);
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            int start = batch.Offset(sequence);
            int further = batch.Length(sequence) - 1;
            before.Row(sequence).CopyTo(earlier.Row(start));
            input.RowRange(start, further).CopyTo(earlier.RowRange(start + 1, further));
            input.Row(start + further).CopyTo(before.Row(sequence));
        }

        return pairs;
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">[rows x 2 size], of the pairs.</param>
    /// <param name="beforeGradient">[sequences x size]: that of the last rows; overwritten by that of the rows before the first.</param>
    /// <returns>The gradient of the rows.</returns>
    public static Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix beforeGradient)
    {
        int size = gradient.Columns / 2;
        Matrix inputGradient = pass.Arena.Allocate(gradient.Rows, size);
        gradient.ColumnRange(0, size).CopyTo(inputGradient);
        Matrix earlier = gradient.ColumnRange(size, size);
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            int start = batch.Offset(sequence);
            int last = start + batch.Length(sequence) - 1;
            for (int row = start; row < last; row++)
            {
                pass.Kernels.Add(earlier.Row(row + 1), inputGradient.Row(row));
            }

            pass.Kernels.Add(beforeGradient.Row(sequence), inputGradient.Row(last));
            earlier.Row(start).CopyTo(beforeGradient.Row(sequence));
        }

        return inputGradient;
    }
}
