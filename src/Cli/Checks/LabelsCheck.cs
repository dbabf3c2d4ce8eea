using ContextMemory.MLNet.Cli.Tasks.MultiLabel;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Rows with any number of labels. A line that cannot be read ends the check, as it would end a training.</summary>
internal sealed class LabelsCheck : RowCheck
{
    public override IEnumerable<CheckedRow> Read(string path)
    {
        long line = 0;
        foreach (LabelsRow row in LabelsFile.Open(path))
        {
            line++;
            yield return new CheckedRow(line, row.Text, CountTokens(row.Text), row.Labels, [.. Remarks(line, row)]);
        }
    }

    private static IEnumerable<Remark> Remarks(long line, LabelsRow row)
    {
        foreach (Remark remark in EmptyText(line, "text", row.Text))
        {
            yield return remark;
        }

        foreach (IGrouping<string, string> label in row.Labels.GroupBy(label => label).Where(same => same.Count() > 1))
        {
            yield return new Remark(line, "labels", $"the label '{label.Key}' stands there {label.Count()} times", IsFault: false);
        }
    }
}
