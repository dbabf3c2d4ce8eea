using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A JSON object a row: {"row", "text", "entities": [{"start", "length", "type", "text", "score"}]}: what 'cmem train tag' reads.</summary>
internal sealed class JsonlEntities(TextWriter output) : EntityWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public override void Write(long row, string text, IReadOnlyList<(EntitySpan Span, float Score)> entities)
    {
        _buffer.ResetWrittenCount();

        // The output is no part of a web page: letters of any script stay as they are.
        using var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("row", row);
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
        json.WriteEndObject();
        json.Flush();
        output.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
    }
}
