using System.Text;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Rows that stand in a line each.</summary>
internal static class LineRows
{
    /// <param name="source">What to read.</param>
    /// <param name="badRows">Where rows go that cannot be read; null ends with the first.</param>
    /// <param name="parse">From the line and its number in <paramref name="source"/> to the row; null for a line that is none.</param>
    /// <exception cref="FailureException">A row cannot be read.</exception>
    public static IEnumerable<TRow> Read<TRow>(TextSource source, BadRows? badRows, Func<string, long, TRow?> parse)
        where TRow : class
    {
        var lines = new TextLines(source.Stream, source.Name);
        if (source.GoesOn)
        {
            lines.MoveNext();
        }

        long rows = 0;
        bool isAtEnd = false;
        while (!isAtEnd)
        {
            TRow? row = null;
            string? line = null;
            try
            {
                line = lines.Read();
                isAtEnd = line is null;
                row = line is null ? null : parse(line, lines.Number);
            }
            catch (Exception exception) when (badRows is not null && DataFault.IsOfRowAlone(exception))
            {
                badRows.Add(source.Name, source.LineInFile(lines.Number), DataFault.Reason(exception), line ?? Encoding.UTF8.GetString(lines.Current.Span));
            }
            catch (TextFileException exception) when (source.GoesOn)
            {
                throw new FailureException($"{source.Name}:{source.LineInFile(exception.Line)}: {exception.Fault}.", exception);
            }

            if (row is not null)
            {
                badRows?.CountGood(source.Name, ++rows);
                yield return row;
            }
        }
    }
}
