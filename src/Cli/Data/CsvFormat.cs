namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Comma-separated values with a header that names the columns label and text; others are not looked at.</summary>
internal sealed class CsvFormat : RowFormat
{
    private const string TextColumn = "text";
    private const string LabelColumn = "label";

    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        var records = new CsvRecords(stream, name);
        if (records.Read() is not { } header)
        {
            yield break;
        }

        int text = Find(header, TextColumn, records, name, labeled);
        int label = labeled ? Find(header, LabelColumn, records, name, labeled) : -1;
        while (records.Read() is { } values)
        {
            if (values.Length != header.Length)
            {
                throw DataFault.At(
                    name,
                    records.Line,
                    "the row has another number of columns than the header",
                    $"{header.Length}",
                    $"{values.Length} in {records.Excerpt}");
            }

            if (labeled && string.IsNullOrWhiteSpace(values[label]))
            {
                throw DataFault.At(name, records.Line, "the label is empty", "a value in the column label", records.Excerpt);
            }

            yield return new LabeledRow(labeled ? values[label] : "", values[text]);
        }
    }

    private static int Find(string[] header, string column, CsvRecords records, string name, bool labeled)
    {
        int index = Array.FindIndex(header, value => value.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? index
            : throw DataFault.At(
                name,
                records.Line,
                $"there is no column '{column}'",
                labeled ? "a header with label and text" : "a header with text",
                records.Excerpt);
    }
}
