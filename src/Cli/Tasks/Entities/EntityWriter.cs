using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>Writes the entities that were found in a row.</summary>
internal abstract class EntityWriter
{
    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="text">The text.</param>
    /// <param name="kept">What goes with the row from the input.</param>
    /// <param name="entities">The entities in the order of the text, in UTF-16 units, and how probable each is.</param>
    public abstract void Write(long row, string text, IReadOnlyList<KeptColumn> kept, IReadOnlyList<(EntitySpan Span, float Score)> entities);
}
