using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>Rows brought into another order and back.</summary>
internal static class RowMoves
{
    /// <summary>destination[i] = source[rows[i]].</summary>
    public static void Gather(Matrix source, ReadOnlySpan<int> rows, Matrix destination)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            source.Row(rows[i]).CopyTo(destination.Row(i));
        }
    }

    /// <summary>destination[rows[i]] = source[i].</summary>
    public static void Scatter(Matrix source, ReadOnlySpan<int> rows, Matrix destination)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            source.Row(i).CopyTo(destination.Row(rows[i]));
        }
    }
}
