
namespace ContextMemory.MLNet.Cli.Data;

/// <summary>How rows are written in a stream.</summary>
internal abstract class RowFormat
{
    /// <param name="stream">What to read.</param>
    /// <param name="name">The stream's name in messages.</param>
    /// <param name="labeled">Whether every row must have a label; where not, labels are not looked at.</param>
    public abstract IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled);

    /// <summary>Whether a file has a JSON object in each line, by the end of its name; a '.gz' behind it is not counted.</summary>
    public static bool IsJsonl(string path) => Extension(path) is ".jsonl" or ".ndjson";

    /// <summary>The end of a file's name in lower case, without a '.gz' behind it.</summary>
    public static string Extension(string path) =>
        Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^".gz".Length] : path).ToLowerInvariant();

    /// <summary>The format of a standard stream, whose name tells nothing: a text a line, or a table where its columns are described.</summary>
    public static RowFormat OfStream(ReadingOptions options) => Of("", new TextFormat(options), options);

    /// <summary>The format of a file by the end of its name.</summary>
    /// <param name="path">The file's name; a '.gz' at its end is not counted.</param>
    /// <param name="other">The format of all other files, where they are no tables.</param>
    /// <param name="options">How rows are read.</param>
    public static RowFormat Of(string path, RowFormat other, ReadingOptions options)
    {
        string extension = Extension(path);
        if (IsJsonl(path))
        {
            return new JsonlFormat(options.ForJsonl(path));
        }

        return extension == ".csv" || options.IsTable ? new TableFormat(options.Separator ?? (extension == ".csv" ? ',' : '\t'), options)
            : extension == ".tsv" ? new TsvFormat(options)
            : other;
    }
}
