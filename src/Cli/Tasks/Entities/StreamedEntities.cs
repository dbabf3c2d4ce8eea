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
            JsonlEntities.WriteMembers(_lines.Begin(Row, []), entity);
            _lines.End();
        }

        output.Flush();
    }
}
