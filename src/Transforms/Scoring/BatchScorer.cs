using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContextMemory.MLNet.Scoring;

namespace ContextMemory.MLNet;

/// <summary>
/// Scores strings: single ones, whose callers' texts are grouped into batches, and sequences, whose results come in order. Thread-safe: one is used by all
/// callers. A transformer makes one: <c>transformer.CreateBatchScorer()</c>.
/// </summary>
/// <typeparam name="TResult">What is said of a text.</typeparam>
/// <remarks>
/// <para>
/// A result is, bit for bit, that of <c>Transform</c> for the same text, whatever texts it is grouped with. One batch is scored at a time, on as many threads
/// as the transformer's <see cref="TextTransformer.Threads"/> says. A text that cannot be scored fails its own caller alone.
/// </para>
/// <para>
/// The scorer is the transformer's own step: of a pipeline with other steps, those before and after it are not computed.
/// </para>
/// </remarks>
public sealed class BatchScorer<TResult> : IAsyncDisposable
{
    private readonly BatchQueue<TResult> _queue;
    private readonly BatchScorerOptions _options;

    /// <param name="options">How texts are grouped; null for the defaults.</param>
    /// <param name="score">The results of some texts, in order. Called by one thread at a time.</param>
    /// <exception cref="ArgumentException">The options have faults, all of which are named.</exception>
    internal BatchScorer(BatchScorerOptions? options, Func<IReadOnlyList<string>, IReadOnlyList<TResult>> score)
    {
        _options = options ?? new BatchScorerOptions();
        _options.Validate();
        _queue = new BatchQueue<TResult>(_options, score);
    }

    /// <summary>Texts that wait for their batch.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Scores a text, in a batch with those of other callers.</summary>
    /// <param name="text">The text, as a row has it.</param>
    /// <param name="cancellation">Ends the waiting. A text whose batch has begun is scored nevertheless, and its result is dropped.</param>
    /// <returns>What is said of it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="QueueFullException">The queue is full, and <see cref="BatchScorerOptions.WhenFull"/> is <see cref="FullQueue.Fail"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scorer was disposed of before the text had a place in the queue.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<TResult> ScoreAsync(string text, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AskAsync(text, _options.WhenFull == FullQueue.Wait, cancellation);
    }

    /// <summary>Scores a sequence of texts. See <see cref="ScoreAsync(IAsyncEnumerable{string}, CancellationToken)"/>.</summary>
    /// <param name="texts">The texts. None is null. They are read on one thread of the pool, as results are taken.</param>
    /// <param name="cancellation">Ends the reading and the scoring.</param>
    /// <returns>The results, in the order of the texts.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> is null.</exception>
    public IAsyncEnumerable<TResult> ScoreAsync(IEnumerable<string> texts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ScoreInOrderAsync(texts.ToAsyncEnumerable(), cancellation);
    }

    /// <summary>
    /// Scores a sequence of texts. It is read at most 2 * <see cref="BatchScorerOptions.MaxBatchSize"/> texts ahead of the result that is awaited: whoever takes
    /// results slowly slows down the reading.
    /// </summary>
    /// <param name="texts">The texts. None is null. They are read as results are taken.</param>
    /// <param name="cancellation">Ends the reading and the scoring.</param>
    /// <returns>
    /// The results, in the order of the texts. What the sequence, or the scoring of a text, throws, is thrown in the place of the result, and ends the results.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> is null.</exception>
    public IAsyncEnumerable<TResult> ScoreAsync(IAsyncEnumerable<string> texts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ScoreInOrderAsync(texts, cancellation);
    }

    /// <summary>
    /// Takes no more texts, and ends when those in the queue are scored and their callers have the results. Callers that still wait for room in the queue get an
    /// <see cref="ObjectDisposedException"/>.
    /// </summary>
    public async ValueTask DisposeAsync() => await _queue.CloseAsync().ConfigureAwait(false);

    private async Task<TResult> AskAsync(string text, bool waits, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var request = new ScoringRequest<TResult>(text);
        await _queue.AddAsync(request, waits, cancellation).ConfigureAwait(false);
        using CancellationTokenRegistration cancelled =
            cancellation.UnsafeRegister(static (request, token) => ((ScoringRequest<TResult>)request!).TrySetCanceled(token), request);
        return await request.Task.ConfigureAwait(false);
    }

    private async IAsyncEnumerable<TResult> ScoreInOrderAsync(IAsyncEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Channel<Task<TResult>> results = Channel.CreateBounded<Task<TResult>>((2 * _options.MaxBatchSize) - 1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task reading = Task.Run(() => ReadAsync(texts, results.Writer, ended.Token), CancellationToken.None);
        try
        {
            await foreach (Task<TResult> result in results.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return await result.ConfigureAwait(false);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Asks for the result of one text after another. What goes wrong is handed to the reader of the results.</summary>
    private async Task ReadAsync(IAsyncEnumerable<string> texts, ChannelWriter<Task<TResult>> results, CancellationToken cancellation)
    {
        try
        {
            await foreach (string text in texts.WithCancellation(cancellation).ConfigureAwait(false))
            {
                Task<TResult> result = text is null
                    ? throw new ArgumentException("A text of the sequence is null; allowed are strings: leave it out, or use an empty one.", nameof(texts))
                    : AskAsync(text, waits: true, cancellation);
                await results.WriteAsync(result, cancellation).ConfigureAwait(false);
            }

            results.Complete();
        }
        catch (Exception fault)
        {
            results.Complete(fault);
        }
    }
}
