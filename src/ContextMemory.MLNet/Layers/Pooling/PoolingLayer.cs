using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>
/// The vectors of a document's tokens to one vector, a segment at a time: what is known so far of each document is a row of
/// <c>state</c>, so a document of any length needs the memory of one segment.
/// </summary>
internal abstract class PoolingLayer
{
    /// <summary>Floats a document needs while it is read.</summary>
    public abstract int StateSize { get; }

    /// <summary>Makes every row of <paramref name="state"/> that of a document of which nothing has been read.</summary>
    public abstract void Start(Matrix state);

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">Segments, at most one of a document.</param>
    /// <param name="documents">The document of each segment.</param>
    /// <param name="rows">The vectors of the segments' tokens, [rows x size].</param>
    /// <param name="state">[documents x StateSize].</param>
    public abstract void Add(Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state);

    /// <summary>The documents' vectors, [documents x size].</summary>
    public abstract void Finish(Matrix state, Matrix output);

    /// <summary>
    /// For the segments that were added last: adds to <paramref name="rowGradient"/> what <paramref name="outputGradient"/> means for their
    /// rows. <paramref name="state"/> is that of the whole documents.
    /// </summary>
    public abstract void Backward(
        Pass pass, SequenceBatch batch, ReadOnlySpan<int> documents, Matrix rows, Matrix state, Matrix outputGradient, Matrix rowGradient);
}
