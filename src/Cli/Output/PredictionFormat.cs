using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>How predictions are written.</summary>
internal enum PredictionFormat
{
    /// <summary>A JSON object a row.</summary>
    Jsonl,

    /// <summary>Columns with tabs between them.</summary>
    Tsv,

    /// <summary>A table with a header and commas between the columns.</summary>
    Csv,

    /// <summary>A table as Parquet.</summary>
    Parquet,

    /// <summary>The text with the entities marked in it.</summary>
    Marked,
}

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
