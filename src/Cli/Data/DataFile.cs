using System.Collections;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>The rows of a file, read anew each time they are enumerated; none is kept.</summary>
internal sealed class DataFile(string path, RowFormat format, bool labeled) : IEnumerable<LabeledRow>
{
    public string Path => path;

    /// <summary>The format of rows to train or to measure with, by the end of the file's name.</summary>
    public static RowFormat LabeledFormat(string path) => RowFormat.Of(path, other: new TsvFormat());

    /// <summary>Rows to train or to measure with.</summary>
    public static DataFile Labeled(string path)
    {
        // What cannot be opened is better said before work has been done for it.
        InputFile.Open(path).Dispose();
        return new DataFile(path, LabeledFormat(path), labeled: true);
    }

    /// <summary>Rows to predict for: any further file holds one text a line.</summary>
    public static DataFile Unlabeled(string path) => new(path, RowFormat.Of(path, other: new TextFormat()), labeled: false);

    /// <summary>Texts alone, as ML.NET reads them; null where there is no file.</summary>
    public static IDataView? Texts(string? path) => path is null ? null : new MLContext().Data.LoadFromEnumerable(Unlabeled(path));

    public IEnumerator<LabeledRow> GetEnumerator()
    {
        using Stream stream = InputFile.OpenText(path);
        foreach (LabeledRow row in format.Read(stream, path, labeled))
        {
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
