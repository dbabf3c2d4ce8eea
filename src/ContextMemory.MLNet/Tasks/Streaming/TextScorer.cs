using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Streaming;

namespace ContextMemory.MLNet;

/// <summary>
/// Scores documents that are never held as a whole: each comes from a <see cref="TextReader"/> or in pieces. Thread-safe: it is used for any
/// number of documents at once, each on the thread that reads it.
/// </summary>
/// <remarks>
/// <para>
/// What is found is that of the same text scored whole, within 1e-5 for probabilities, wherever the pieces end: within a word, between the
/// halves of a surrogate pair, or nowhere at all (a piece may be empty, or the whole document).
/// </para>
/// <para>
/// Kept of a document are one segment, what segments hand on, and of classifiers a count for each known n-gram that it has. Text is held back until
/// it is clear how it is read: about 16,000 UTF-16 units at most, 65,536 with a tokenizer from Microsoft.ML.Tokenizers. Two things are therefore read
/// otherwise than in the whole text: what stands behind more than 8,192 UTF-16 units of combining marks and ignorable characters without any other
/// character is read as if it began a text; and where such a tokenizer makes something else of a text cut anywhere than of the whole, there is
/// a cut all the same, at most every 65,536 units.
/// </para>
/// <para>A transformer gives its own: <c>transformer.Scorer</c>.</para>
/// </remarks>
public sealed class TextScorer
{
    internal const int Block = 4_096;

    private readonly IStreamingModel _model;

    internal TextScorer(IStreamingModel model, IReadOnlyList<string> labels)
    {
        _model = model;
        Labels = labels;
    }

    /// <summary>The classes in the order of the scores, as text; empty where they have no names, and where the scores are a vector.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How many numbers a document is turned into: one or more.</summary>
    public int ScoreCount => _model.ResultSize;

    /// <summary>Scores the document that a reader gives, from where it stands to its end. The reader is not closed.</summary>
    /// <param name="text">The document.</param>
    /// <param name="cancellation">Ends the reading within a segment.</param>
    /// <returns>
    /// <see cref="ScoreCount"/> numbers. Of a classifier the probability of each class, 0 to 1, as its column Score has them: they sum to 1, but for one of
    /// any number of labels; of a binary one those of false and true. Of an encoder the vector. An empty document has the score of an empty text.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[] Score(TextReader text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var document = new SegmentedDocument(_model, cancellation);
        var block = new char[Block];
        for (int length; (length = text.Read(block)) > 0;)
        {
            document.Add(block.AsSpan(0, length));
        }

        return document.End();
    }

    /// <summary>Scores the document that comes in pieces.</summary>
    /// <param name="pieces">The text in order, cut anywhere. None is null.</param>
    /// <param name="cancellation">Ends the waiting for a piece, and the reading within a segment.</param>
    /// <returns>As of <see cref="Score(TextReader, CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pieces"/> is null.</exception>
    /// <exception cref="ArgumentException">A piece is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<float[]> ScoreAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        return ScorePiecesAsync(pieces, cancellation);
    }

    private async Task<float[]> ScorePiecesAsync(IAsyncEnumerable<string> pieces, CancellationToken cancellation)
    {
        var document = new SegmentedDocument(_model, cancellation);
        await foreach (string? piece in pieces.WithCancellation(cancellation).ConfigureAwait(false))
        {
            document.Add(piece ?? throw new ArgumentException("A piece is null: expected text, which may be empty.", nameof(pieces)));
        }

        return document.End();
    }
}
