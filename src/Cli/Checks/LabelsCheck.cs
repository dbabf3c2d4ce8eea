using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tasks.MultiLabel;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Rows with any number of labels, a JSON object a line.</summary>
internal sealed class LabelsCheck(ReadingOptions reading) : RowCheck
{
    protected override string LabelColumn => "labels";

    public override IEnumerable<CheckedRow> Read(string path)
    {
        LabelsFile file = LabelsFile.Open(path, reading);
        return ReadLines(path, (number, line) => JsonLine.IsBlank(line) ? null : Check(file, number, line));
    }

    protected override string? FindFault(CheckReport report) => report.Labels.Count switch
    {
        0 => "no row has a label: there is nothing to learn",
        var count => TooMany(count),
    };

    private static CheckedRow Check(LabelsFile file, long number, string line)
    {
        LabelsRow row = file.Read(line, fault => new FailureException(fault));
        return new CheckedRow(number, row.Text, CountTokens(row.Text), row.Labels, [.. Remarks(number, row)]);
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
