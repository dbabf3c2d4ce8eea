namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>Sinusoidal positions (Vaswani 2017, section 3.5).</summary>
internal static class PositionTable
{
    /// <summary>[length x size].</summary>
    public static float[] Of(BlockOptions options, int length)
    {
        int size = options.EmbeddingSize;
        var table = new float[length * size];
        for (int i = 0; i < table.Length; i++)
        {
            (int position, int column) = (i / size, i % size);
            double angle = position * Math.Pow(10_000, -2.0 * (column / 2) / size);
            table[i] = (float)(options.AmplitudeOfPositions * (column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)));
        }

        return table;
    }
}
