using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>One text a line; an empty line is an empty text.</summary>
internal sealed class TextFormat : RowFormat
{
    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        var lines = new TextLines(stream, name);
        while (lines.Read() is { } line)
        {
            yield return new LabeledRow("", line);
        }
    }
}
