namespace ContextMemory.MLNet.Text;

/// <summary>64-bit hashes: wide enough that two features of a text are never taken for one.</summary>
internal static class TextHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>FNV-1a over UTF-16 units, mixed.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = Basis;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * Prime;
        }

        return Mix(hash);
    }

    /// <summary>Of two hashes in this order.</summary>
    public static ulong Combine(ulong left, ulong right) => Mix(left * Prime + right);

    /// <summary>The last step of splitmix64.</summary>
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
        return hash ^ (hash >> 31);
    }
}
