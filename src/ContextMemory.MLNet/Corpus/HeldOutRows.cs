using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Corpus;

/// <summary>Which rows of the training data are held out for validation: a matter of the seed and the row's place alone.</summary>
internal sealed class HeldOutRows(ulong seed, double fraction)
{
    /// <summary>Fewer rows than this say too little about an epoch to hold them out.</summary>
    public const int Fewest = 20;

    private const ulong Stream = 0x48656c644f7574;

    private readonly RandomStream _random = new(seed, Stream);

    /// <summary>Asked once for every row in order.</summary>
    public bool Next() => _random.NextDouble() < fraction;

    public static IEnumerable<(T Row, bool IsHeldOut)> Mark<T>(IEnumerable<T> rows, ulong seed, double fraction)
    {
        var heldOut = new HeldOutRows(seed, fraction);
        foreach (T row in rows)
        {
            yield return (row, heldOut.Next());
        }
    }
}
