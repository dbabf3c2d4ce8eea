using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>A JSON object a row: {"row", "summary", "sentences": [numbers from 0], "scores", "starts", "lengths"}.</summary>
internal sealed class JsonlSummaries(TextWriter output)
{
    private readonly JsonLines _lines = new(output);

    public void Write(long row, IReadOnlyList<KeptColumn> kept, FoundSummary found)
    {
        Utf8JsonWriter json = _lines.Begin(row, kept);
        json.WriteString("summary", found.Text);
        Write(json, "sentences", found.Sentences, json.WriteNumberValue);
        Write(json, "scores", found.Scores, json.WriteNumberValue);
        Write(json, "starts", found.Starts, json.WriteNumberValue);
        Write(json, "lengths", found.Lengths, json.WriteNumberValue);
        _lines.End();
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
