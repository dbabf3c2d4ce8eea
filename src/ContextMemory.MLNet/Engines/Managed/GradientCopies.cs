namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>How many shards have gradients at a time. It decides memory and speed, not the sum of the gradients.</summary>
internal static class GradientCopies
{
    /// <summary>Where a batch has several shards, one copy has the sum and another what is added to it.</summary>
    public const int Fewest = 2;

    private const long UsualBytes = 256L << 20;
    private const long MostBytes = 1L << 30;

    /// <summary>
    /// As many as 256 MiB hold. Of larger gradients one more than there are threads, so that none waits for a copy, as long as 1 GiB holds
    /// them; then as many as that holds.
    /// </summary>
    /// <param name="threads">Shards that are learned from at once.</param>
    /// <param name="bytes">Of the gradients of one shard.</param>
    public static int Usual(int threads, long bytes)
    {
        long size = Math.Max(1, bytes);
        long copies = Math.Max(UsualBytes / size, Math.Min(threads + 1, MostBytes / size));
        return (int)Math.Clamp(copies, Fewest, int.MaxValue);
    }
}
