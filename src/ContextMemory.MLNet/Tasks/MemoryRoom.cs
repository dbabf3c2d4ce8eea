namespace ContextMemory.MLNet.Tasks;

/// <summary>Memory that may still be taken.</summary>
internal sealed class MemoryRoom(long bytes)
{
    private long _left = bytes;

    /// <summary>As much as there is.</summary>
    public static MemoryRoom Unlimited() => new(long.MaxValue);

    /// <summary>Takes so many bytes; false, and nothing is taken, if there are not as many left.</summary>
    public bool Take(long bytes)
    {
        if (bytes > _left)
        {
            return false;
        }

        _left -= bytes;
        return true;
    }
}
