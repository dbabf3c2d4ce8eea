using System.Text.Json;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>
/// Writes the entities of one document as they are found, a line each: a JSON object {"row", "start", "length", "type", "text", "score"}, or what
/// <see cref="TsvEntities"/> writes.
/// </summary>
internal sealed class StreamedEntities(TextWriter output, PredictionFormat format)
{
    private const long Row = 1;

    private readonly JsonLines _lines = new(output);

    public void Write(TextEntity entity)
    {
        if (format == PredictionFormat.Tsv)
        {
            TsvEntities.WriteLine(output, Row, entity);
        }
        else
        {
            Utf8JsonWriter json = _lines.Begin(Row, []);
            json.WriteNumber("start", entity.Start);
            json.WriteNumber("length", entity.Length);
            json.WriteString("type", entity.Type);
            json.WriteString("text", entity.Text);
            json.WriteNumber("score", entity.Score);
            _lines.End();
        }

        output.Flush();
    }
}
