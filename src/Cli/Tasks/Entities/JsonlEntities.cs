using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A JSON object a row: {"row", "text", "entities": [{"start", "length", "type", "text", "score"}]}: what 'cmem train tag' reads.</summary>
internal sealed class JsonlEntities(TextWriter output) : EntityWriter
{
    private readonly JsonLines _lines = new(output);

    public override void Write(long row, string text, IReadOnlyList<KeptColumn> kept, IReadOnlyList<(EntitySpan Span, float Score)> entities)
    {
        Utf8JsonWriter json = _lines.Begin(row, kept);
        json.WriteString("text", text);
        json.WriteStartArray("entities");
        foreach ((EntitySpan span, float score) in entities)
        {
            json.WriteStartObject();
            json.WriteNumber("start", span.Start);
            json.WriteNumber("length", span.Length);
            json.WriteString("type", span.Type);
            json.WriteString("text", text.AsSpan(span.Start, span.Length));
            json.WriteNumber("score", score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        _lines.End();
    }
}
