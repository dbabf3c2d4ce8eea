using System.Globalization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>
/// A file of texts with entities: objects with offsets, by its name; any other is columns as CoNLL has them. Several files of one kind are read
/// one behind another.
/// </summary>
internal sealed class EntityDataFile
{
    private readonly IReadOnlyList<string> _paths;
    private readonly ReadingOptions _reading;
    private readonly OffsetUnit? _offsets;

    private EntityDataFile(IReadOnlyList<string> paths, ReadingOptions reading, OffsetUnit? offsets)
    {
        _paths = paths;
        _reading = reading;
        _offsets = offsets;
    }

    public string Path => _paths[0];

    public bool HasObjects => RowFormat.HasObjects(Path);

    /// <inheritdoc cref="Open(IReadOnlyList{string}, ReadingOptions, OffsetUnit?)"/>
    public static EntityDataFile Open(string path, ReadingOptions reading, OffsetUnit? offsets) => Open([path], reading, offsets);

    /// <param name="paths">The files.</param>
    /// <param name="reading">How their rows are read.</param>
    /// <param name="offsets">What the offsets of objects count; null if it was not said.</param>
    /// <exception cref="FailureException">
    /// There is no such file, or it cannot be read; or it is columns and has no offsets; or the files are of different kinds.
    /// </exception>
    public static EntityDataFile Open(IReadOnlyList<string> paths, ReadingOptions reading, OffsetUnit? offsets)
    {
        var file = new EntityDataFile(paths, reading, offsets);
        foreach (string path in paths)
        {
            InputFile.Open(path).Dispose();
            ReadingOf(path, reading);
            if (RowFormat.HasObjects(path) != file.HasObjects)
            {
                throw new FailureException($"One of '{file.Path}' and '{path}' holds objects, the other columns: give files of one kind.");
            }

            if (!file.HasObjects && offsets is not null)
            {
                throw new FailureException($"'{path}' holds columns, which have no offsets: leave --offsets out, or give a .jsonl file.");
            }

            if (!file.HasObjects && CompressedName.CompressionOf(path) == Compression.Zstd)
            {
                throw new FailureException($"'{path}' holds columns of tokens and tags, which are not read from .zst: compress them as .gz.");
            }
        }

        return file;
    }

    /// <summary>How a file of entities is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">What the command line says of it.</param>
    /// <exception cref="FailureException">It says what such a file cannot have.</exception>
    public static EntityFileOptions ReadingOf(string path, ReadingOptions reading)
    {
        Action<EntityDataException, string>? skip =
            reading.BadRows is { } badRows ? (fault, row) => badRows.Add(path, fault.Line, fault.Message, row) : null;
        if (!RowFormat.HasObjects(path))
        {
            return reading.CanBeOfTags
                ? new EntityFileOptions { TokenColumn = Number(reading.TextColumn), TagColumn = Number(reading.LabelColumn), Skip = skip }
                : throw new FailureException(
                    $"'{path}' has columns of tokens and tags: --text-column and --label-column are numbers from 1 for it, " +
                    "and --separator and --no-header are not for it.");
        }

        reading = reading.ForJsonl(path);
        return new EntityFileOptions { TextMember = reading.TextColumn ?? "text", EntitiesMember = reading.LabelColumn, Skip = skip };

        static int? Number(string? column) => column is null ? null : int.Parse(column, CultureInfo.InvariantCulture);
    }

    /// <summary>The rows, read anew for each pass.</summary>
    /// <param name="context">What they are loaded with.</param>
    /// <param name="heldOutBy">The training by which the rows were held out; null takes all.</param>
    public IDataView Load(MLContext context, TrainingOptions? heldOutBy = null) => HasObjects
        ? context.Data.LoadFromEnumerable(Select(_paths.SelectMany(ReadObjects), heldOutBy))
        : context.Data.LoadFromEnumerable(Select(_paths.SelectMany(ReadColumns), heldOutBy));

    private IEnumerable<AnnotatedDocument> ReadObjects(string path)
    {
        EntityFileOptions options = ReadingOf(path, _reading) with { Offsets = _offsets ?? OffsetUnit.Utf16 };
        using TextSource source = InputFile.OpenSource(path);
        foreach (AnnotatedDocument row in LineRows.Read(source, _reading.BadRows, (line, number) => EntityFile.ParseJsonl(line, path, number, options)))
        {
            yield return row;
        }
    }

    private IEnumerable<TaggedTokens> ReadColumns(string path)
    {
        long rows = 0;
        foreach (TaggedTokens row in EntityFile.ReadConll(path, ReadingOf(path, _reading)))
        {
            _reading.BadRows?.CountGood(path, ++rows);
            yield return row;
        }
    }

    private static IEnumerable<TRow> Select<TRow>(IEnumerable<TRow> rows, TrainingOptions? heldOutBy) =>
        heldOutBy is null ? rows : HeldOutRows.Mark(rows, heldOutBy).Where(marked => marked.IsHeldOut).Select(marked => marked.Row);
}
