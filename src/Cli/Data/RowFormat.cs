
namespace ContextMemory.MLNet.Cli.Data;

/// <summary>How rows are written in a stream.</summary>
internal abstract class RowFormat
{
    /// <summary>Whether a line end always ends a row, so that several tasks can each read a range of the bytes.</summary>
    public abstract bool CanBeShared { get; }

    /// <param name="source">What to read.</param>
    /// <param name="labeled">Whether every row must have a label; where not, labels are not looked at.</param>
    public abstract IEnumerable<LabeledRow> Read(TextSource source, bool labeled);

    /// <summary>
    /// Whether a file's rows are objects with members, by the end of its name: JSON in each line, or Parquet, which is read so. That it is
    /// compressed is not counted.
    /// </summary>
    public static bool HasObjects(string path) => Extension(path) is ".jsonl" or ".ndjson" || ParquetFile.Is(path);

    /// <summary>The end of a file's name in lower case, without what says that it is compressed.</summary>
    public static string Extension(string path) => Path.GetExtension(CompressedName.Without(path)).ToLowerInvariant();

    /// <summary>The format of a standard stream, whose name tells nothing: a text a line, or a table where its columns are described.</summary>
    public static RowFormat OfStream(ReadingOptions options) => Of("", new TextFormat(options), options);

    /// <summary>The format of a file by the end of its name.</summary>
    /// <param name="path">The file's name.</param>
    /// <param name="other">The format of all other files, where they are no tables.</param>
    /// <param name="options">How rows are read.</param>
    public static RowFormat Of(string path, RowFormat other, ReadingOptions options)
    {
        string extension = Extension(path);
        if (HasObjects(path))
        {
            return new JsonlFormat(options.ForJsonl(path));
        }

        return extension == ".csv" || options.IsTable ? new TableFormat(options.Separator ?? (extension == ".csv" ? ',' : '\t'), options)
            : extension == ".tsv" ? new TsvFormat(options)
            : other;
    }
}
