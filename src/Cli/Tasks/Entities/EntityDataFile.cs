using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Text;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A file of texts with entities: JSONL with offsets, by its name; any other is columns as CoNLL has them.</summary>
internal sealed class EntityDataFile
{
    private readonly OffsetUnit _offsets;

    private EntityDataFile(string path, OffsetUnit offsets)
    {
        Path = path;
        _offsets = offsets;
    }

    public string Path { get; }

    public bool IsJsonl => RowFormat.IsJsonl(Path);

    /// <param name="path">The file.</param>
    /// <param name="offsets">What the offsets of JSONL count; null if it was not said.</param>
    /// <exception cref="FailureException">There is no such file, or it cannot be read; or it is columns and has no offsets.</exception>
    public static EntityDataFile Open(string path, OffsetUnit? offsets)
    {
        InputFile.Open(path).Dispose();
        var file = new EntityDataFile(path, offsets ?? OffsetUnit.Utf16);
        return file.IsJsonl || offsets is null
            ? file
            : throw new FailureException($"'{path}' holds columns, which have no offsets: leave --offsets out, or give a .jsonl file.");
    }

    /// <summary>The rows, read anew for each pass.</summary>
    /// <param name="context">What they are loaded with.</param>
    /// <param name="isWanted">Which rows; null takes all. Called with the number of each row in order.</param>
    public IDataView Load(MLContext context, Func<IEnumerable<bool>>? isWanted = null) => IsJsonl
        ? context.Data.LoadFromEnumerable(new Reread<AnnotatedDocument>(() => Select(EntityFile.ReadJsonl(Path, _offsets), isWanted)))
        : context.Data.LoadFromEnumerable(
            new Reread<TaggedTokens>(() => Select(EntityFile.ReadConll(Path, EntityFile.SentencesPerRow), isWanted)));

    /// <summary>How many rows there are.</summary>
    public long CountRows() => IsJsonl
        ? EntityFile.ReadJsonl(Path, _offsets).LongCount()
        : EntityFile.ReadConll(Path, EntityFile.SentencesPerRow).LongCount();

    private static IEnumerable<TRow> Select<TRow>(IEnumerable<TRow> rows, Func<IEnumerable<bool>>? isWanted) =>
        isWanted is null ? rows : rows.Zip(isWanted()).Where(pair => pair.Second).Select(pair => pair.First);
}
