namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>How a batch is cut into shards: a matter of its size alone, never of the threads, so that these do not change a bit.</summary>
internal static class Shards
{
    private const int MostShards = 8;

    /// <summary>Into how many shards a batch is cut.</summary>
    public static int Count(int batchSize, int examplesPerShard = IObjective.UsualExamplesPerShard) => Math.Clamp(batchSize / examplesPerShard, 1, MostShards);

    /// <summary>Fills a shard with every n-th example of a batch, so that all shards get about the same lengths. Returns how many.</summary>
    public static int Fill(ReadOnlySpan<int> batch, int shard, int shards, Span<int> examples)
    {
        int count = 0;
        for (int i = shard; i < batch.Length; i += shards)
        {
            examples[count++] = batch[i];
        }

        return count;
    }
}
