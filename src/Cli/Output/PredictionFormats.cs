using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

internal static class PredictionFormats
{
    /// <summary>What the end of a file's name says; JSON lines where it says nothing.</summary>
    public static PredictionFormat OfFile(string path) => RowFormat.Extension(path) switch
    {
        ".tsv" => PredictionFormat.Tsv,
        ".csv" => PredictionFormat.Csv,
        ".parquet" => PredictionFormat.Parquet,
        _ => PredictionFormat.Jsonl,
    };

    /// <summary>Makes sure that nothing is compressed twice.</summary>
    /// <exception cref="FailureException">The format is compressed within its file.</exception>
    public static void CheckCompression(this PredictionFormat format, Compression compression)
    {
        if (format == PredictionFormat.Parquet && compression != Compression.None)
        {
            throw new FailureException("Parquet is compressed within the file: leave out --compress, and .gz and .zst at the end of its name.");
        }
    }

    /// <summary>Whether predictions in this format are a table with names and types of columns.</summary>
    public static bool IsTable(this PredictionFormat format) => format is PredictionFormat.Csv or PredictionFormat.Parquet;
}
