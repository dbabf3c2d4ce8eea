using System.Globalization;
using System.Text;
using ContextMemory.MLNet.Cli.Errors;
using CsvHelper;
using CsvHelper.Configuration;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>Comma-separated values (RFC 4180) with a header that names the columns label and text; others are not looked at.</summary>
internal sealed class CsvFormat : RowFormat
{
    private const string TextColumn = "text";
    private const string LabelColumn = "label";

    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        using var characters = new StreamReader(stream, strict);
        using var csv = new CsvReader(characters, new CsvConfiguration(CultureInfo.InvariantCulture) { DetectColumnCountChanges = true });
        if (!ReadOrFail(csv, name, () => csv.Read() && csv.ReadHeader()))
        {
            yield break;
        }

        int text = Find(csv, name, TextColumn, labeled);
        int label = labeled ? Find(csv, name, LabelColumn, labeled) : -1;
        while (ReadOrFail(csv, name, () => csv.Read() ? new LabeledRow(labeled ? csv[label]! : "", csv[text]!) : null) is { } row)
        {
            if (labeled && string.IsNullOrWhiteSpace(row.Label))
            {
                throw DataFault.At(name, csv.Parser.RawRow, "the label is empty", "a value in the column label", Excerpt(csv));
            }

            yield return row;
        }
    }

    private static int Find(CsvReader csv, string name, string column, bool labeled)
    {
        int index = Array.FindIndex(csv.HeaderRecord!, header => header.Trim().Equals(column, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? index
            : throw DataFault.At(
                name, 1, $"there is no column '{column}'", labeled ? "a header with label and text" : "a header with text", Excerpt(csv));
    }

    private static T ReadOrFail<T>(CsvReader csv, string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (BadDataException)
        {
            throw csv.HeaderRecord is { } header && csv.Parser.Count != header.Length
                ? DataFault.At(
                    name,
                    csv.Parser.RawRow,
                    "the row has another number of columns than the header",
                    $"{header.Length}",
                    $"{csv.Parser.Count} in {Excerpt(csv)}")
                : DataFault.At(
                    name,
                    csv.Parser.RawRow,
                    "a quote stands where none may",
                    "a field with quotes to be quoted and its quotes doubled",
                    Excerpt(csv));
        }
        catch (DecoderFallbackException exception)
        {
            // Characters are decoded in blocks: the line that is at fault may be a later one.
            throw new FailureException(
                $"{name}:{csv.Parser.RawRow}: from here on some bytes are not UTF-8: save the file in that encoding.", exception);
        }
    }

    private static string Excerpt(CsvReader csv) => DataFault.Excerpt(csv.Parser.RawRecord.TrimEnd('\r', '\n'));
}
