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
            string name = TabbedLines.Value(text.Substring(span.Start, span.Length));
            TabbedLines.Begin(output, kept);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row}\t{span.Start}\t{span.Length}\t{span.Type}\t{score}\t{name}"));
        }
    }
}
