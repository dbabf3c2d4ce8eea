using System.Runtime.CompilerServices;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Streaming;

namespace ContextMemory.MLNet;

/// <summary>
/// Reads documents that are never held as a whole: each comes from a <see cref="TextReader"/> or in pieces, and is scored, or its entities are
/// found as it comes. Thread-safe: it is used for any number of documents at once, each on the thread that reads it.
/// </summary>
/// <remarks>
/// <para>
/// What is found is that of the same text read whole, within 1e-5 for probabilities, wherever the pieces end: within a word, between the
/// halves of a surrogate pair, or nowhere at all (a piece may be empty, or the whole document).
/// </para>
/// <para>
/// Kept of a document are one segment and what segments hand on; of classifiers a count for each known n-gram that it has; of entity extractors the
/// 512 tokens behind which a tag is decided, and an entity that is not there to its end. Text is held back until it is clear how it is read: about
/// 16,000 UTF-16 units at most, 65,536 with a tokenizer from Microsoft.ML.Tokenizers.
/// </para>
/// <para>
/// Three things are read otherwise than in the whole text. What stands behind more than 8,192 UTF-16 units of combining marks and ignorable characters
/// without any other character is read as if it began a text. Where a tokenizer from Microsoft.ML.Tokenizers makes of a text that is cut, wherever that is, something
/// else than of the whole, there is a cut all the same, every 65,536 units. An entity of more than 4,096 tokens is found in parts.
/// </para>
/// <para>A transformer gives its own: <c>transformer.Scorer</c>. Such documents are summarized by a <see cref="Summarizer"/>.</para>
/// </remarks>
public sealed class TextScorer
{
    internal const int Block = 4_096;

    private readonly IStreamingModel? _model;
    private readonly EntityModel? _entities;

    internal TextScorer(IStreamingModel model, IReadOnlyList<string> labels)
    {
        _model = model;
        Labels = labels;
    }

    internal TextScorer(EntityModel model)
    {
        _entities = model;
        Labels = [];
    }

    /// <summary>The classes in the order of the scores, as text; empty where they have no names, and where no class is told.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many numbers <see cref="Score"/> gives for a document; 0 for a model that finds entities.</summary>
    public int ScoreCount => _model?.ResultSize ?? 0;

    /// <summary>Scores the document that a reader gives, from where it stands to its end. The reader is not closed.</summary>
    /// <param name="text">The document.</param>
    /// <param name="cancellation">Ends the reading within a segment.</param>
    /// <returns>
    /// <see cref="ScoreCount"/> numbers. Of a classifier the probability of each class, 0 to 1, as its column Score has them: they sum to 1, but for one of
    /// any number of labels; of a binary one those of false and true. Of an encoder the vector. An empty document has the score of an empty text.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The model finds entities.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[] Score(TextReader text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        SegmentedDocument document = Open(cancellation);
        foreach (string piece in Pieces.Of(text))
        {
            document.Add(piece);
        }

        return document.End();
    }

    /// <summary>Scores the document that comes in pieces.</summary>
    /// <param name="pieces">The text in order, cut anywhere. None is null.</param>
    /// <param name="cancellation">Ends the waiting for a piece, and the reading within a segment.</param>
    /// <returns>As of <see cref="Score"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pieces"/> is null.</exception>
    /// <exception cref="ArgumentException">A piece is null.</exception>
    /// <exception cref="InvalidOperationException">The model finds entities.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<float[]> ScoreAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        return ScoreAsync(Open(cancellation), pieces, cancellation);
    }

    /// <summary>Finds the entities of the document that a reader gives, from where it stands to its end. The reader is not closed.</summary>
    /// <param name="text">The document. It is read as the entities are enumerated, which can be done once.</param>
    /// <param name="cancellation">Ends the reading within a segment.</param>
    /// <returns>The entities in the order of the document, each as soon as it is known: about 800 tokens behind it with segments of the usual length.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The model does not find entities.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown while the entities are enumerated.</exception>
    public IEnumerable<TextEntity> FindEntities(TextReader text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Find(OpenEntities(cancellation), text);
    }

    /// <summary>Finds the entities of the document that comes in pieces.</summary>
    /// <param name="pieces">The text in order, cut anywhere. None is null. It is read as the entities are enumerated, which can be done once.</param>
    /// <param name="cancellation">Ends the waiting for a piece, and the reading within a segment.</param>
    /// <returns>As of <see cref="FindEntities"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pieces"/> is null.</exception>
    /// <exception cref="ArgumentException">A piece is null; thrown while the entities are enumerated.</exception>
    /// <exception cref="InvalidOperationException">The model does not find entities.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; thrown while the entities are enumerated.</exception>
    public IAsyncEnumerable<TextEntity> FindEntitiesAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        return FindAsync(OpenEntities(cancellation), pieces, cancellation);
    }

    private SegmentedDocument Open(CancellationToken cancellation) => _model is null
        ? throw new InvalidOperationException($"The model finds entities and has no scores: use {nameof(FindEntities)}.")
        : new SegmentedDocument(_model, cancellation);

    private EntityReading OpenEntities(CancellationToken cancellation) => _entities is null
        ? throw new InvalidOperationException($"The model does not find entities: use {nameof(Score)}.")
        : new EntityReading(_entities, cancellation);

    private static async Task<float[]> ScoreAsync(SegmentedDocument document, IAsyncEnumerable<string> pieces, CancellationToken cancellation)
    {
        await foreach (string piece in Pieces.Of(pieces, cancellation).ConfigureAwait(false))
        {
            document.Add(piece);
        }

        return document.End();
    }

    private static IEnumerable<TextEntity> Find(EntityReading document, TextReader text) =>
        Pieces.Of(text).SelectMany(document.Add).Concat(document.End());

    private static async IAsyncEnumerable<TextEntity> FindAsync(
        EntityReading document, IAsyncEnumerable<string> pieces, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (string piece in Pieces.Of(pieces, cancellation).ConfigureAwait(false))
        {
            foreach (TextEntity entity in document.Add(piece))
            {
                yield return entity;
            }
        }

        foreach (TextEntity entity in document.End())
        {
            yield return entity;
        }
    }
}
