using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>How rows are written in a stream.</summary>
internal abstract class RowFormat
{
    /// <param name="stream">What to read.</param>
    /// <param name="name">The stream's name in messages.</param>
    /// <param name="labeled">Whether every row must have a label; where not, labels are not looked at.</param>
    public abstract IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled);

    /// <summary>The format of a file by the end of its name.</summary>
    /// <param name="path">The file's name; a '.gz' at its end is not counted.</param>
    /// <param name="other">The format of all other files.</param>
    public static RowFormat Of(string path, RowFormat other) =>
        Path.GetExtension(GzipName.Without(path)).ToLowerInvariant() switch
        {
            ".tsv" => new TsvFormat(),
            ".csv" => new CsvFormat(),
            ".jsonl" or ".ndjson" => new JsonlFormat(),
            _ => other,
        };
}
