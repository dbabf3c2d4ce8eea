using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>The text with its entities marked: call [Ana|PERSON] today.</summary>
internal sealed class MarkedTexts(TextWriter output) : EntityWriter
{
    public override void Write(long row, string text, IReadOnlyList<KeptColumn> kept, IReadOnlyList<(EntitySpan Span, float Score)> entities)
    {
        TabbedLines.Begin(output, kept);
        int end = 0;
        foreach ((EntitySpan span, _) in entities)
        {
            output.Write(text.AsSpan(end, span.Start - end));
            output.Write('[');
            output.Write(text.AsSpan(span.Start, span.Length));
            output.Write('|');
            output.Write(span.Type);
            output.Write(']');
            end = span.End;
        }

        output.WriteLine(text.AsSpan(end));
    }
}
