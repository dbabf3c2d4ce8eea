using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Text;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A file of texts with entities: JSONL with offsets, by its name; any other is columns as CoNLL has them.</summary>
internal sealed class EntityDataFile
{
    private EntityDataFile(string path) => Path = path;

    public string Path { get; }

    public bool IsJsonl => RowFormat.IsJsonl(Path);

    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static EntityDataFile Open(string path)
    {
        InputFile.Open(path).Dispose();
        return new EntityDataFile(path);
    }

    /// <summary>The rows, read anew for each pass.</summary>
    /// <param name="context">What they are loaded with.</param>
    /// <param name="isWanted">Which rows; null takes all. Called with the number of each row in order.</param>
    public IDataView Load(MLContext context, Func<IEnumerable<bool>>? isWanted = null) => IsJsonl
        ? context.Data.LoadFromEnumerable(new Reread<AnnotatedDocument>(() => Select(EntityFile.ReadJsonl(Path), isWanted)))
        : context.Data.LoadFromEnumerable(
            new Reread<TaggedTokens>(() => Select(EntityFile.ReadConll(Path, EntityFile.SentencesPerRow), isWanted)));

    /// <summary>How many rows there are.</summary>
    public long CountRows() => IsJsonl
        ? EntityFile.ReadJsonl(Path).LongCount()
        : EntityFile.ReadConll(Path, EntityFile.SentencesPerRow).LongCount();

    private static IEnumerable<TRow> Select<TRow>(IEnumerable<TRow> rows, Func<IEnumerable<bool>>? isWanted) =>
        isWanted is null ? rows : rows.Zip(isWanted()).Where(pair => pair.Second).Select(pair => pair.First);
}
