using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A label, a tab and a text in each line. Nothing is quoted, and further tabs belong to the text.</summary>
internal sealed class TsvFormat : RowFormat
{
    private const string Expected = "label<TAB>text";

    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        var lines = new TextLines(stream, name);
        while (lines.Read() is { } line)
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0)
            {
                throw DataFault.At(name, lines.Number, "there is no tab", Expected, DataFault.Excerpt(line));
            }

            string label = line[..tab];
            if (labeled && string.IsNullOrWhiteSpace(label))
            {
                throw DataFault.At(name, lines.Number, "the label is empty", Expected, DataFault.Excerpt(line));
            }

            yield return new LabeledRow(label, line[(tab + 1)..]);
        }
    }
}
