using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A row of a table for each entity: start, length, type, score and text. A text without entities has none.</summary>
internal sealed class TableEntities(PredictionOutput output) : EntityWriter
{
    private readonly PredictionTable _table = output.Table(
        TableColumn.Count("start"), TableColumn.Count("length"), TableColumn.Text("type"), TableColumn.Number("score"), TableColumn.Text("text"));

    public override void Write(long row, string text, IReadOnlyList<KeptColumn> kept, IReadOnlyList<(EntitySpan Span, float Score)> entities)
    {
        foreach ((EntitySpan span, float score) in entities)
        {
            _table.Write(row, kept, (long)span.Start, (long)span.Length, span.Type, score, text.Substring(span.Start, span.Length));
        }
    }
}
