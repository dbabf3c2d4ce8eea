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
            WriteMembers(json, new TextEntity(span.Start, span.Length, span.Type, text.Substring(span.Start, span.Length), score));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        _lines.End();
    }

    /// <summary>Writes the members of the object of an entity.</summary>
    public static void WriteMembers(Utf8JsonWriter json, TextEntity entity)
    {
        json.WriteNumber("start", entity.Start);
        json.WriteNumber("length", entity.Length);
        json.WriteString("type", entity.Type);
        json.WriteString("text", entity.Text);
        json.WriteNumber("score", entity.Score);
    }
}
