using ContextMemory.MLNet.Cli.Errors;
using Parquet.Schema;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>The columns of a file that go with a row to what is written of it.</summary>
internal static class ColumnNames
{
    /// <summary>All but the text, in their order.</summary>
    /// <exception cref="FailureException">The file has no columns that are the same for all rows, or it has no text.</exception>
    public static IReadOnlyList<string> Of(string path, ReadingOptions options)
    {
        if (ParquetFile.Is(path))
        {
            using ParquetFile file = ParquetFile.Open(path);
            return [.. file.Columns.Select((Field column) => column.Name).Where(name => name != (options.TextColumn ?? "text"))];
        }

        if (DataFile.UnlabeledFormat(path, options) is not TableFormat table)
        {
            throw new FailureException($"'{path}' does not say which columns all of its rows have: name those that are kept with --keep NAME.");
        }

        return table.ReadFirst(path) is { } first
            ? TableColumns.Find(first, options, labeled: false, (fault, expected, _) => DataFault.At(path, 1, fault, expected, "the first row")).KeptNames
            : [];
    }
}
