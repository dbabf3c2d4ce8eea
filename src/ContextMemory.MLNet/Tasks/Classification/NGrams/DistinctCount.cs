using System.Numerics;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// About how many different numbers there are among many, without keeping them: within about 2% (Flajolet 2007, "HyperLogLog"). The numbers are
/// hashes.
/// </summary>
internal sealed class DistinctCount
{
    private const int IndexBits = 12;
    private const int Registers = 1 << IndexBits;

    // For what the mean of so many registers is too large (Flajolet 2007, figure 3).
    private const double Bias = 0.7213 / (1 + 1.079 / Registers);

    private readonly byte[] _longestRuns = new byte[Registers];

    public void Add(ulong hash)
    {
        ref byte longest = ref _longestRuns[hash >> (64 - IndexBits)];
        longest = (byte)Math.Max(longest, BitOperations.LeadingZeroCount((hash << IndexBits) | 1) + 1);
    }

    public long Estimate()
    {
        double estimate = Bias * Registers * Registers / _longestRuns.Sum(run => Math.Pow(2, -run));
        int empty = _longestRuns.Count(run => run == 0);
        return (long)(estimate <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : estimate);
    }
}
