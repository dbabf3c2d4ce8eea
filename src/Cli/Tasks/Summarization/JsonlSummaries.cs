using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>A JSON object a row: {"row", "summary", "sentences": [numbers from 0], "scores", "starts", "lengths"}.</summary>
internal sealed class JsonlSummaries(TextWriter output)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public void Write(long row, FoundSummary found)
    {
        _buffer.ResetWrittenCount();

        // The output is no part of a web page: letters of any script stay as they are.
        using var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("row", row);
        json.WriteString("summary", found.Text);
        Write(json, "sentences", found.Sentences, json.WriteNumberValue);
        Write(json, "scores", found.Scores, json.WriteNumberValue);
        Write(json, "starts", found.Starts, json.WriteNumberValue);
        Write(json, "lengths", found.Lengths, json.WriteNumberValue);
        json.WriteEndObject();
        json.Flush();
        output.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
    }

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }
}
