using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>A JSON object a row: {"row", "summary", "sentences": [numbers from 0], "scores", "starts", "lengths"}.</summary>
internal sealed class JsonlSummaries(TextWriter output) : SummaryWriter
{
    private readonly JsonLines _lines = new(output);

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, SentenceText text, TextSummary summary)
    {
        Utf8JsonWriter json = Begin(row, kept, summary);
        Write(json, "starts", text.Spans.Select(span => span.Start), json.WriteNumberValue);
        Write(json, "lengths", text.Spans.Select(span => span.Length), json.WriteNumberValue);
        _lines.End();
    }

    /// <summary>Writes the summary of a document that was not held, as row 1 without "starts" and "lengths".</summary>
    public void Write(TextSummary summary)
    {
        Begin(1, [], summary);
        _lines.End();
    }

    private Utf8JsonWriter Begin(long row, IReadOnlyList<KeptColumn> kept, TextSummary summary)
    {
        Utf8JsonWriter json = _lines.Begin(row, kept);
        json.WriteString("summary", summary.Text);
        Write(json, "sentences", summary.Sentences, json.WriteNumberValue);
        Write(json, "scores", summary.Scores, json.WriteNumberValue);
        return json;
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
