using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet;

/// <summary>Which rows of the training data are held out for validation: a matter of the seed and the row's place alone.</summary>
public static class HeldOutRows
{
    /// <summary>Fewer rows than this say too little about an epoch to hold them out.</summary>
    internal const int Fewest = 20;

    private const ulong Stream = 0x48656c644f7574;

    /// <summary>
    /// Tells which rows a trainer holds out that is given no validation data, so that they can be measured on when it is done. Where that are fewer
    /// than 20 it holds none out, and <see cref="TrainingReport.ValidationRows"/> is 0. A classifier may learn from them in the end; its
    /// <see cref="TrainingReport.ValidationMetrics"/> are of the time before.
    /// </summary>
    /// <param name="rows">All training rows, in the order in which the trainer reads them.</param>
    /// <param name="training">The options of the training; its seed is given.</param>
    /// <exception cref="ArgumentException">The options have no seed.</exception>
    public static IEnumerable<(T Row, bool IsHeldOut)> Mark<T>(IEnumerable<T> rows, TrainingOptions training)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(training);
        int seed = training.Seed ?? throw new ArgumentException(
            $"{nameof(TrainingOptions.Seed)} is null, so that the rows differ from training to training. Give one, and train with it.", nameof(training));
        return Mark(rows, (ulong)seed, training.ValidationFraction);
    }

    internal static IEnumerable<(T Row, bool IsHeldOut)> Mark<T>(IEnumerable<T> rows, ulong seed, double fraction)
    {
        var random = new RandomStream(seed, Stream);
        foreach (T row in rows)
        {
            yield return (row, random.NextDouble() < fraction);
        }
    }
}
