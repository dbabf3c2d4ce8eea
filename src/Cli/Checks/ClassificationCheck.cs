using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Rows with a label.</summary>
internal sealed class ClassificationCheck(ReadingOptions reading) : RowCheck
{
    private static readonly HashSet<string> HeaderNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "label", "labels", "class", "classes", "category", "target", "topic", "intent", "sentiment", "y",
        "text", "texts", "sentence", "message", "content", "body", "document", "comment", "review", "title", "query", "question", "tweet",
    };

    public override IEnumerable<CheckedRow> Read(string path) => DataFile.LabeledFormat(path, reading) switch
    {
        TableFormat table => ReadRecords(table, path),
        var format => ReadLines(path, (number, line) => Check((LineFormat)format, number, line)),
    };

    protected override string? FindFault(CheckReport report) => report.Labels.Count switch
    {
        1 => $"all rows have the label '{report.Labels.Keys.Single()}': there is nothing to tell apart; expected at least two labels",
        var count => TooMany(count),
    };

    private static CheckedRow? Check(LineFormat format, long number, string line)
    {
        LabeledRow? row = format.Parse(line, labeled: true, (fault, expected) => new FailureException($"{fault}; expected {expected}"));
        if (row is null)
        {
            return null;
        }

        List<Remark> remarks = [.. EmptyText(number, "text", row.Text)];
        if (format is TsvFormat)
        {
            remarks.AddRange(LoneReturn(number, line));
            if (number == 1 && LooksLikeHeader(row))
            {
                remarks.Add(new Remark(
                    number, "line", $"'{row.Label}' and '{row.Text}' look like the names of columns; a .tsv file has no header: delete the line", IsFault: false));
            }
        }

        return new CheckedRow(number, row.Text, CountTokens(row.Text), [row.Label], remarks);
    }

    /// <summary>Rows of a file of comma-separated values, whose lines are not known: a row's number is given, as if each had one.</summary>
    private IEnumerable<CheckedRow> ReadRecords(TableFormat table, string path)
    {
        List<Remark> remarks = [.. NamedTwice(table, path)];
        long line = reading.HasHeader ? 1 : 0;
        foreach (LabeledRow row in DataFile.Labeled(path, reading))
        {
            line++;
            remarks.AddRange(EmptyText(line, "text", row.Text));
            yield return new CheckedRow(line, row.Text, CountTokens(row.Text), [row.Label], remarks);
            remarks = [];
        }
    }

    private IEnumerable<Remark> NamedTwice(TableFormat table, string path)
    {
        string[] header = reading.HasHeader ? table.ReadFirst(path) ?? [] : [];
        return [.. header
            .GroupBy(name => name.Trim(), StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1)
            .Select(same => new Remark(
                1, "header", $"the column '{same.Key}' is named {same.Count()} times; the first of them is read", IsFault: false))];
    }

    private static bool LooksLikeHeader(LabeledRow row) =>
        HeaderNames.Contains(row.Label.Trim()) && row.Text.Split('\t').Any(name => HeaderNames.Contains(name.Trim()));
}
