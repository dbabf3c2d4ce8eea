using System.Text;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Rows that stand in a line each.</summary>
internal static class LineRows
{
    /// <param name="stream">What to read.</param>
    /// <param name="name">The stream's name in messages.</param>
    /// <param name="badRows">Where rows go that cannot be read; null ends with the first.</param>
    /// <param name="parse">From the line and its number to the row; null for a line that is none.</param>
    /// <exception cref="FailureException">A row cannot be read.</exception>
    public static IEnumerable<TRow> Read<TRow>(Stream stream, string name, BadRows? badRows, Func<string, long, TRow?> parse)
        where TRow : class
    {
        var lines = new TextLines(stream, name);
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
                badRows.Add(name, lines.Number, exception.Message, line ?? Encoding.UTF8.GetString(lines.Current.Span));
            }

            if (row is not null)
            {
                yield return row;
            }
        }
    }
}
