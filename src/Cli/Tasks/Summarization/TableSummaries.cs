using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>A row of a table for each text: summary.</summary>
internal sealed class TableSummaries(PredictionOutput output) : SummaryWriter
{
    private readonly PredictionTable _table = output.Table(TableColumn.Text("summary"));

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, SentenceText text, TextSummary summary) =>
        _table.Write(row, kept, summary.Text);
}
