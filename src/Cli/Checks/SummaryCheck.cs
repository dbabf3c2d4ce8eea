using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tasks.Summarization;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Documents with summaries, a JSON object a line, read as a training reads them.</summary>
internal sealed class SummaryCheck : RowCheck
{
    public override IEnumerable<CheckedRow> Read(string path)
    {
        SummaryFile file = SummaryFile.Open(path);
        foreach ((long number, string line) in CheckedFile.Lines(path))
        {
            yield return Check(file, number, line);
        }
    }

    private static CheckedRow Check(SummaryFile file, long number, string line)
    {
        SummaryRow row;
        try
        {
            row = file.Read(line, fault => new FailureException(fault));
        }
        catch (FailureException fault)
        {
            return new CheckedRow(number, line, 0, [], [new Remark(number, "line", fault.Message, IsFault: true)]);
        }

        string text = string.Join(' ', row.Text);
        List<Remark> remarks = [.. EmptyText(number, "text", text)];
        if (row.Label.Length == 0 && row.Reference.All(string.IsNullOrWhiteSpace))
        {
            remarks.Add(new Remark(number, "summary", "there is no summary, or an empty one", IsFault: false));
        }

        return new CheckedRow(number, text, CountTokens(text), [], remarks);
    }
}
