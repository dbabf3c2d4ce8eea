using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Rows with a label. A line that cannot be read ends the check, as it would end a training.</summary>
internal sealed class ClassificationCheck : RowCheck
{
    public override IEnumerable<CheckedRow> Read(string path)
    {
        // A CSV file has a header, and its rows may have several lines: there the row's number is given, as if each had one.
        bool hasHeader = Path.GetExtension(GzipName.Without(path)).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        long line = hasHeader ? 1 : 0;
        foreach (LabeledRow row in DataFile.Labeled(path))
        {
            line++;
            yield return new CheckedRow(line, row.Text, CountTokens(row.Text), [row.Label], [.. EmptyText(line, "text", row.Text)]);
        }
    }
}
