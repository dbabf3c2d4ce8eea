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
