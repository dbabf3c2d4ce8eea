namespace ContextMemory.MLNet.Cli.Data;

/// <summary>One text a line; an empty line is an empty text.</summary>
/// <param name="options">How rows are read.</param>
/// <param name="allowsTabs">Whether a text may have a tab; where not, one is a sign of a further column.</param>
internal sealed class TextFormat(ReadingOptions options, bool allowsTabs = true) : LineFormat(options)
{
    public override LabeledRow Parse(string line, bool labeled, Func<string, string, Exception> failure) =>
        allowsTabs || !line.Contains('\t', StringComparison.Ordinal)
            ? new LabeledRow("", line)
            : throw failure("there is a tab, but none in the first line", "a text alone");
}
