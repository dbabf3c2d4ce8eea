using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>A row of a table for each text: labels, as a JSON array.</summary>
internal sealed class TableLabels(PredictionOutput output) : LabelsWriter
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JsonLines.Encoder };

    private readonly PredictionTable _table = output.Table(TableColumn.Text("labels"));

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, IEnumerable<string> found, IReadOnlyList<float> probabilities) =>
        _table.Write(row, kept, JsonSerializer.Serialize(found, Json));
}
