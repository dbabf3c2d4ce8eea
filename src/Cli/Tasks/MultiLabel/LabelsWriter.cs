using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>Writes which labels were found for a row.</summary>
internal abstract class LabelsWriter
{
    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="kept">What goes with it from the input.</param>
    /// <param name="found">The labels, the most probable first.</param>
    /// <param name="probabilities">Of all labels.</param>
    public abstract void Write(long row, IReadOnlyList<KeptColumn> kept, IEnumerable<string> found, IReadOnlyList<float> probabilities);
}
