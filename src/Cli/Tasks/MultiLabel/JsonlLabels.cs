using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>A JSON object a row: {"row", "labels": [...], "scores": {label: probability}}.</summary>
internal sealed class JsonlLabels(TextWriter output, IReadOnlyList<string> labels) : LabelsWriter
{
    private readonly JsonLines _lines = new(output);

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, IEnumerable<string> found, IReadOnlyList<float> probabilities)
    {
        Utf8JsonWriter json = _lines.Begin(row, kept);
        json.WriteStartArray("labels");
        foreach (string label in found)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        json.WriteStartObject("scores");
        for (int i = 0; i < labels.Count; i++)
        {
            json.WriteNumber(labels[i], probabilities[i]);
        }

        json.WriteEndObject();
        _lines.End();
    }
}
