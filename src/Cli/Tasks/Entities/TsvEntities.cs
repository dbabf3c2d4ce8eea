using System.Globalization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A line an entity: row, start, length, type, score, text; tabs and line ends within a text become spaces.</summary>
internal sealed class TsvEntities(TextWriter output) : EntityWriter
{
    public override void Write(long row, string text, IReadOnlyList<KeptColumn> kept, IReadOnlyList<(EntitySpan Span, float Score)> entities)
    {
        foreach ((EntitySpan span, float score) in entities)
        {
            TabbedLines.Begin(output, kept);
            WriteLine(output, row, new TextEntity(span.Start, span.Length, span.Type, text.Substring(span.Start, span.Length), score));
        }
    }

    /// <summary>Writes the line of an entity.</summary>
    public static void WriteLine(TextWriter output, long row, TextEntity entity) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{row}\t{entity.Start}\t{entity.Length}\t{entity.Type}\t{entity.Score}\t{TabbedLines.Value(entity.Text)}"));
}
