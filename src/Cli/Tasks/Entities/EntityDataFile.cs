using System.Globalization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A file of texts with entities: JSONL with offsets, by its name; any other is columns as CoNLL has them.</summary>
internal sealed class EntityDataFile
{
    private readonly EntityFileOptions _reading;

    private EntityDataFile(string path, EntityFileOptions reading)
    {
        Path = path;
        _reading = reading;
    }

    public string Path { get; }

    public bool IsJsonl => RowFormat.IsJsonl(Path);

    /// <param name="path">The file.</param>
    /// <param name="reading">How its rows are read.</param>
    /// <param name="offsets">What the offsets of JSONL count; null if it was not said.</param>
    /// <exception cref="FailureException">There is no such file, or it cannot be read; or it is columns and has no offsets.</exception>
    public static EntityDataFile Open(string path, ReadingOptions reading, OffsetUnit? offsets)
    {
        InputFile.Open(path).Dispose();
        var file = new EntityDataFile(path, ReadingOf(path, reading) with { Offsets = offsets ?? OffsetUnit.Utf16 });
        return file.IsJsonl || offsets is null
            ? file
            : throw new FailureException($"'{path}' holds columns, which have no offsets: leave --offsets out, or give a .jsonl file.");
    }

    /// <summary>How a file of entities is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">What the command line says of it.</param>
    /// <exception cref="FailureException">It says what such a file cannot have.</exception>
    public static EntityFileOptions ReadingOf(string path, ReadingOptions reading)
    {
        Action<EntityDataException, string>? skip =
            reading.BadRows is { } badRows ? (fault, row) => badRows.Add(path, fault.Line, fault.Message, row) : null;
        if (!RowFormat.IsJsonl(path))
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
    public IDataView Load(MLContext context, TrainingOptions? heldOutBy = null) => IsJsonl
        ? context.Data.LoadFromEnumerable(Select(EntityFile.ReadJsonl(Path, _reading), heldOutBy))
        : context.Data.LoadFromEnumerable(Select(EntityFile.ReadConll(Path, _reading), heldOutBy));

    private static IEnumerable<TRow> Select<TRow>(IEnumerable<TRow> rows, TrainingOptions? heldOutBy) =>
        heldOutBy is null ? rows : HeldOutRows.Mark(rows, heldOutBy).Where(marked => marked.IsHeldOut).Select(marked => marked.Row);
}
