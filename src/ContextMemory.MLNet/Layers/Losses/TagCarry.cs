namespace ContextMemory.MLNet.Layers.Losses;

/// <summary>What the lattice of some tokens of a sequence leaves to that of those behind them, by the tag of the first of these.</summary>
internal sealed class TagCarry(int tagCount)
{
    /// <summary>The logarithm of the sum over all that leads there, but for a constant.</summary>
    public double[] Sums { get; } = new double[tagCount];

    /// <summary>The score of the step from the tag that the last token was found to have.</summary>
    public double[] Steps { get; } = new double[tagCount];
}
