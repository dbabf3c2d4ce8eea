using System.Collections;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>The rows of a file, read anew each time they are enumerated; none is kept.</summary>
internal sealed class DataFile(InputPiece file, RowFormat format, bool labeled) : IEnumerable<LabeledRow>
{
    public string Path => file.Path;

    /// <summary>The format of rows to train or to measure with, by the end of the file's name.</summary>
    public static RowFormat LabeledFormat(string path, ReadingOptions options) => RowFormat.Of(path, new TsvFormat(options), options);

    /// <summary>Rows to train or to measure with.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How rows are read; null is as the file's name says.</param>
    public static DataFile Labeled(string path, ReadingOptions? options = null)
    {
        // What cannot be opened is better said before work has been done for it.
        InputFile.Open(path).Dispose();
        return new DataFile(path, LabeledFormat(path, options ?? ReadingOptions.Default), labeled: true);
    }

    /// <summary>Rows to predict for: any further file holds one text a line, and so does a .tsv file without a tab in its first line.</summary>
    /// <param name="file">The file, or the share of it that is read.</param>
    /// <param name="options">How rows are read; null is as the file's name says.</param>
    public static DataFile Unlabeled(InputPiece file, ReadingOptions? options = null) =>
        new(file, UnlabeledFormat(file.Path, options ?? ReadingOptions.Default), labeled: false);

    /// <summary>The format of rows to predict for.</summary>
    public static RowFormat UnlabeledFormat(string path, ReadingOptions options)
    {
        RowFormat format = RowFormat.Of(path, new TextFormat(options), options);
        return format is TsvFormat && !HasTabInFirstLine(path) ? new TextFormat(options, allowsTabs: false) : format;
    }

    /// <summary>Texts alone, as ML.NET reads them; null where there is no file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How the labeled rows beside it are read; of a text a line, only what becomes of those that cannot be read.</param>
    public static IDataView? Texts(string? path, ReadingOptions options)
    {
        if (path is null)
        {
            return null;
        }

        bool hasColumns = RowFormat.HasObjects(path) || RowFormat.Extension(path) is ".csv" or ".tsv";
        return new MLContext().Data.LoadFromEnumerable(
            Unlabeled(path, hasColumns ? options : ReadingOptions.Default with { BadRows = options.BadRows }));
    }

    public IEnumerator<LabeledRow> GetEnumerator()
    {
        using TextSource source = InputFile.OpenSource(file);
        foreach (LabeledRow row in format.Read(source, labeled))
        {
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool HasTabInFirstLine(string path)
    {
        using Stream stream = InputFile.OpenText(path);
        var lines = new TextLines(stream, path);
        return !lines.MoveNext() || lines.Current.Span.Contains((byte)'\t');
    }
}
