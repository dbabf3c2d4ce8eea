using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>Writes the summary of a row.</summary>
internal abstract class SummaryWriter
{
    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="kept">What goes with it from the input.</param>
    /// <param name="text">The text and its sentences.</param>
    /// <param name="summary">What was chosen of them.</param>
    public abstract void Write(long row, IReadOnlyList<KeptColumn> kept, SentenceText text, TextSummary summary);
}
