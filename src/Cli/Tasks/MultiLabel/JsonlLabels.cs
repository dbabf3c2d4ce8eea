using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>A JSON object a row: {"row", "labels": [...], "scores": {label: probability}}.</summary>
internal sealed class JsonlLabels(TextWriter output, IReadOnlyList<string> labels)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public void Write(long row, IEnumerable<string> found, IReadOnlyList<float> probabilities)
    {
        _buffer.ResetWrittenCount();

        // The output is no part of a web page: letters of any script stay as they are.
        using var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("row", row);
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
        json.WriteEndObject();
        json.Flush();
        output.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
    }
}
