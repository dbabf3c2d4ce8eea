using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// Puts beside each token's vector the mean of the vectors that the same word has elsewhere in the text, zeros where it has none:
/// [rows x size] to [rows x 2 size]. What is clear about a name in one sentence helps in another (Krishnan and Manning 2006).
/// </summary>
internal static class RepeatedWords
{
    /// <param name="pass">The worker's state.</param>
    /// <param name="firstRows">For each row the first row of the same word.</param>
    /// <param name="vectors">[rows x size].</param>
    public static Matrix Forward(Pass pass, ReadOnlySpan<int> firstRows, Matrix vectors)
    {
        Matrix output = pass.Arena.Allocate(vectors.Rows, 2 * vectors.Columns);
        vectors.CopyTo(output.ColumnRange(0, vectors.Columns));
        MeanOfOthers(pass, firstRows, vectors, output.ColumnRange(vectors.Columns, vectors.Columns));
        return output;
    }

    public static Matrix Backward(Pass pass, ReadOnlySpan<int> firstRows, Matrix gradient)
    {
        int size = gradient.Columns / 2;
        Matrix result = pass.Arena.Allocate(gradient.Rows, size);

        // Each of n occurrences counts 1 / (n - 1) in the means of the others, and so do their gradients in its own.
        MeanOfOthers(pass, firstRows, gradient.ColumnRange(size, size), result);
        for (int row = 0; row < result.Rows; row++)
        {
            pass.Kernels.Add(gradient.Row(row)[..size], result.Row(row));
        }

        return result;
    }

    private static void MeanOfOthers(Pass pass, ReadOnlySpan<int> firstRows, Matrix vectors, Matrix means)
    {
        Arena.Mark mark = pass.Arena.Now;
        Span<int> counts = pass.Arena.AllocateIntegers(vectors.Rows);
        counts.Clear();
        foreach (int first in firstRows)
        {
            counts[first]++;
        }

        Matrix sums = pass.Arena.AllocateCleared(vectors.Rows, vectors.Columns);
        for (int row = 0; row < vectors.Rows; row++)
        {
            if (counts[firstRows[row]] > 1)
            {
                pass.Kernels.Add(vectors.Row(row), sums.Row(firstRows[row]));
            }
        }

        for (int row = 0; row < vectors.Rows; row++)
        {
            Span<float> mean = means.Row(row);
            int others = counts[firstRows[row]] - 1;
            if (others == 0)
            {
                mean.Clear();
                continue;
            }

            sums.Row(firstRows[row]).CopyTo(mean);
            pass.Kernels.AddScaled(-1, vectors.Row(row), mean);
            pass.Kernels.Scale(1f / others, mean);
        }

        pass.Arena.Release(mark);
    }
}
