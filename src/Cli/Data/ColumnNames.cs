using ContextMemory.MLNet.Cli.Errors;
using Parquet.Schema;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>The columns of a file that go with a row to what is written of it.</summary>
internal static class ColumnNames
{
    /// <summary>Those that are named, as the header of a table has them; or all but the text, in their order.</summary>
    /// <exception cref="FailureException">The file has no columns that are the same for all rows, or it has no text.</exception>
    public static IReadOnlyList<string> Of(string path, ReadingOptions options)
    {
        if (!ParquetFile.Is(path) && DataFile.UnlabeledFormat(path, options) is TableFormat table)
        {
            return table.ReadFirst(path) is { } first
                ? TableColumns.Find(first, options, labeled: false, (fault, expected, _) => DataFault.At(path, 1, fault, expected, "the first row")).KeptNames
                : [];
        }

        return options.Kept.Names ?? (ParquetFile.Is(path)
            ? OfParquet(path, options)
            : throw new FailureException($"'{path}' does not say which columns all of its rows have: name those that are kept with --keep NAME."));
    }

    /// <summary>The names, of which one that is there already has its number from the second on.</summary>
    public static string[] Distinct(IReadOnlyList<string> names) =>
        [.. names.Select((name, column) => names.Take(column).Count(before => before == name) is var earlier and > 0 ? $"{name}.{earlier + 1}" : name)];

    private static string[] OfParquet(string path, ReadingOptions options)
    {
        using ParquetFile file = ParquetFile.Open(path);
        return [.. file.Columns.Select((Field column) => column.Name).Where(name => name != (options.TextColumn ?? "text"))];
    }
}
