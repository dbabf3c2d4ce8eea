using ContextMemory.MLNet.Cli.Data;

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

    /// <summary>Whether predictions in this format are a table with names and types of columns.</summary>
    public static bool IsTable(this PredictionFormat format) => format is PredictionFormat.Csv or PredictionFormat.Parquet;
}
