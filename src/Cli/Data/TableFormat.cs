using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// Columns with a separator between them, named by a header or numbered. Quotes are as in RFC 4180, but with tabs between the columns
/// nothing is quoted.
/// </summary>
internal sealed class TableFormat(char separator, ReadingOptions options) : RowFormat
{
    /// <summary>The records of a file, of which the first may be a header.</summary>
    public CsvRecords Open(Stream stream, string name) => new(stream, name, separator, hasQuotes: separator != '\t');

    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        CsvRecords records = Open(stream, name);
        TableColumns? columns = null;
        bool isAtEnd = false;
        while (!isAtEnd)
        {
            LabeledRow? row = null;
            try
            {
                string[]? values = records.Read();
                isAtEnd = values is null;
                bool isHeader = columns is null && options.HasHeader;
                if (values is not null)
                {
                    columns ??= TableColumns.Find(values, options, labeled, Fault);
                    row = isHeader ? null : columns.RowOf(values, Fault);
                }
            }
            catch (Exception exception) when (columns is not null && options.BadRows is not null && DataFault.IsOfRowAlone(exception))
            {
                options.BadRows.Add(name, records.Line, exception.Message, records.Record);
            }

            if (row is not null)
            {
                yield return row;
            }
        }

        FailureException Fault(string fault, string expected, string found) =>
            DataFault.At(name, records.Line, fault, expected, $"{found}{records.Excerpt}");
    }
}
