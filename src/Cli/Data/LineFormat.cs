namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Rows of which each is a line.</summary>
internal abstract class LineFormat(ReadingOptions options) : RowFormat
{
    public sealed override IEnumerable<LabeledRow> Read(TextSource source, bool labeled) =>
        LineRows.Read(source, options.BadRows, (line, number) => Parse(
            line, labeled, (fault, expected) => DataFault.At(source.Name, source.LineInFile(number), fault, expected, DataFault.Excerpt(line))));

    public sealed override bool CanBeShared => true;

    /// <summary>The row of a line; null where the line is no row.</summary>
    /// <param name="line">The line.</param>
    /// <param name="labeled">Whether it must have a label; where not, labels are not looked at.</param>
    /// <param name="failure">Makes the exception that says what is wrong with it and what was expected.</param>
    public abstract LabeledRow? Parse(string line, bool labeled, Func<string, string, Exception> failure);
}
