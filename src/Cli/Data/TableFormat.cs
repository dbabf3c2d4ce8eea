using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// Columns with a separator between them, named by a header or numbered. Quotes are as in RFC 4180, but with tabs between the columns
/// nothing is quoted.
/// </summary>
internal sealed class TableFormat(char separator, ReadingOptions options) : RowFormat
{
    /// <summary>A line end within quotes ends no row.</summary>
    public override bool CanBeShared => !HasQuotes;

    private bool HasQuotes => separator != '\t';

    /// <summary>The records of a file, of which the first may be a header.</summary>
    public CsvRecords Open(TextSource source) => new(source, separator, HasQuotes);

    /// <summary>The first record of a file: its header, or data where it has none; null where it has no records.</summary>
    public string[]? ReadFirst(string path)
    {
        using TextSource source = InputFile.OpenSource(path);
        return Open(source).Read();
    }

    public override IEnumerable<LabeledRow> Read(TextSource source, bool labeled)
    {
        CsvRecords records = Open(source);
        TableColumns? columns = source.GoesOn && ReadFirst(source.Name) is { } first ? TableColumns.Find(first, options, labeled, Fault) : null;
        long rows = 0;
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
                options.BadRows.Add(source.Name, records.Line, DataFault.Reason(exception), records.Record);
            }
            catch (TextFileException exception) when (source.GoesOn)
            {
                throw new FailureException($"{source.Name}:{records.Line}: {exception.Fault}.", exception);
            }

            if (row is not null)
            {
                options.BadRows?.CountGood(source.Name, ++rows);
                yield return row;
            }
        }

        FailureException Fault(string fault, string expected, string found) =>
            DataFault.At(source.Name, records.Line, fault, expected, $"{found}{records.Excerpt}");
    }
}
