using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>Writes what a classifier says of a row.</summary>
internal abstract class PredictionWriter
{
    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="kept">What goes with it from the input.</param>
    /// <param name="probabilities">Of the classes.</param>
    public abstract void Write(long row, IReadOnlyList<KeptColumn> kept, ReadOnlySpan<float> probabilities);
}
