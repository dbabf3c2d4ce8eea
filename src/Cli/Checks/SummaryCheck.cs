using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tasks.Summarization;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Documents with summaries, a JSON object a line. Where any has one, labels of sentences are not looked at, as in training.</summary>
internal sealed class SummaryCheck(ReadingOptions reading) : RowCheck
{
    private bool _haveReferences;
    private long _learnableByReferences;
    private long _learnableByLabels;
    private long _firstWithoutLabels;

    public override IEnumerable<CheckedRow> Read(string path)
    {
        SummaryFile file = SummaryFile.Open(path, reading);
        return ReadLines(path, (number, line) => JsonLine.IsBlank(line) ? null : Check(file, number, line));
    }

    protected override string? FindFault(CheckReport report)
    {
        if (!_haveReferences && _learnableByLabels > 0 && _firstWithoutLabels > 0)
        {
            return $"the row of line {_firstWithoutLabels} has sentences but no \"labels\"; expected them in every row, where no row has a summary";
        }

        return (_haveReferences ? _learnableByReferences : _learnableByLabels) > 0
            ? null
            : "no row has a sentence and a summary with a word in it: there is nothing to learn";
    }

    /// <summary>A text with a word is as like itself as can be.</summary>
    private static bool HasWord(string reference) => Rouge.Score(reference, [reference]).Rouge1.F1 > 0;

    private CheckedRow Check(SummaryFile file, long number, string line)
    {
        SummaryRow row = file.Read(line, fault => new FailureException(fault));
        _haveReferences |= row.Reference.Length > 0;
        _learnableByReferences += row.Text.Length > 0 && row.Reference.Any(HasWord) ? 1 : 0;
        _learnableByLabels += row.Text.Length > 0 && row.Label.Any(label => label > 0) ? 1 : 0;
        if (_firstWithoutLabels == 0 && row.Text.Length > 0 && row.Label.Length == 0)
        {
            _firstWithoutLabels = number;
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
