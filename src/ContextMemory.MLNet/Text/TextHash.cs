namespace ContextMemory.MLNet.Text;

/// <summary>
/// Hashes of text: of 64 bits, wide enough that two features of a text are never taken for one, and of 32 bits, for rows of a table.
/// </summary>
internal static class TextHash
{
    /// <summary>Where a 32-bit hash starts.</summary>
    public const uint ShortBasis = 2166136261;

    /// <summary>What a 32-bit hash is multiplied by for each further part.</summary>
    public const uint ShortPrime = 16777619;

    /// <summary>Where a 64-bit hash starts.</summary>
    public const ulong Basis = 14695981039346656037;

    private const ulong Prime = 1099511628211;

    /// <summary>FNV-1a over UTF-16 units, mixed.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = Basis;
        foreach (char unit in text)
        {
            hash = Append(hash, unit);
        }

        return Mix(hash);
    }

    /// <summary>A step of the 64-bit FNV-1a.</summary>
    public static ulong Append(ulong hash, uint unit) => (hash ^ unit) * Prime;

    /// <summary>The 32-bit FNV-1a over UTF-16 units, mixed.</summary>
    public static uint ShortOf(ReadOnlySpan<char> text)
    {
        uint hash = ShortBasis;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * ShortPrime;
        }

        return Mix(hash);
    }

    /// <summary>A last step where only the remainder of a hash is used.</summary>
    public static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        return hash ^ (hash >> 15);
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
