namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A label, a tab and a text in each line. Nothing is quoted, and further tabs belong to the text.</summary>
internal sealed class TsvFormat(ReadingOptions options) : LineFormat(options)
{
    private const string Expected = "label<TAB>text";

    public override LabeledRow Parse(string line, bool labeled, Func<string, string, Exception> failure)
    {
        int tab = line.IndexOf('\t', StringComparison.Ordinal);
        if (tab < 0)
        {
            throw failure("there is no tab", Expected);
        }

        string label = line[..tab];
        return labeled && string.IsNullOrWhiteSpace(label)
            ? throw failure("the label is empty", Expected)
            : new LabeledRow(label, line[(tab + 1)..]);
    }
}
