using System.Text;
using ContextMemory.MLNet.Cli.Errors;
using CsvHelper;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Comma-separated values (RFC 4180) with a header that names the columns label and text; others are not looked at.</summary>
internal sealed class CsvFormat : RowFormat
{
    private const string TextColumn = "text";
    private const string LabelColumn = "label";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        CsvMalformedRecord? malformed = null;
        var options = new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false, // The header is read as a record, so that its faults are named like those of others.
            TrackLineNumbers = true,
            OnMalformedRecord = record => malformed ??= record,
        };
        using CsvReader csv = CsvReader.Create(stream, options);
        if (!csv.Read())
        {
            yield break;
        }

        string[] header = Values(csv, name);
        int text = Find(header, TextColumn, csv, name, labeled);
        int label = labeled ? Find(header, LabelColumn, csv, name, labeled) : -1;
        while (csv.Read())
        {
            if (malformed is { } fault)
            {
                throw DataFault.At(
                    name,
                    fault.LineNumber,
                    "a quote stands where none may",
                    "a field with quotes to be quoted and its quotes doubled",
                    DataFault.Excerpt(fault.RawRecord));
            }

            string[] values = Values(csv, name);
            if (values.Length != header.Length)
            {
                throw DataFault.At(
                    name,
                    csv.LineNumber,
                    "the row has another number of columns than the header",
                    $"{header.Length}",
                    $"{values.Length} in {Excerpt(csv)}");
            }

            if (labeled && string.IsNullOrWhiteSpace(values[label]))
            {
                throw DataFault.At(name, csv.LineNumber, "the label is empty", "a value in the column label", Excerpt(csv));
            }

            yield return new LabeledRow(labeled ? values[label] : "", values[text]);
        }
    }

    private static int Find(string[] header, string column, CsvReader csv, string name, bool labeled)
    {
        int index = Array.FindIndex(header, value => value.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? index
            : throw DataFault.At(
                name,
                csv.LineNumber,
                $"there is no column '{column}'",
                labeled ? "a header with label and text" : "a header with text",
                Excerpt(csv));
    }

    private static string[] Values(CsvReader csv, string name)
    {
        try
        {
            var values = new string[csv.FieldCount];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Strict.GetString(csv.GetSpan(i));
            }

            return values;
        }
        catch (DecoderFallbackException exception)
        {
            throw new FailureException($"{name}:{csv.LineNumber}: the bytes are not UTF-8: save the file in that encoding.", exception);
        }
    }

    private static string Excerpt(CsvReader csv) => DataFault.Excerpt(Encoding.UTF8.GetString(csv.RawRecord));
}
