using System.Threading.Channels;

namespace ContextMemory.MLNet.Scoring;

/// <summary>The texts of all callers in the order in which they came, and the loop that takes batches of them and answers each caller.</summary>
internal sealed class BatchQueue<TResult>
{
    private const int LargestBatchCharacters = 1 << 20;

    private readonly BatchScorerOptions _options;
    private readonly Func<IReadOnlyList<string>, IReadOnlyList<TResult>> _score;
    private readonly Channel<ScoringRequest<TResult>> _requests;
    private readonly Task _loop;
    private volatile bool _isClosed;

    /// <param name="options">Valid ones.</param>
    /// <param name="score">The results of some texts, in order. Called by one thread at a time.</param>
    public BatchQueue(BatchScorerOptions options, Func<IReadOnlyList<string>, IReadOnlyList<TResult>> score)
    {
        _options = options;
        _score = score;
        _requests = Channel.CreateBounded<ScoringRequest<TResult>>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _loop = Task.Run(AnswerAsync);
    }

    public int Count => _requests.Reader.Count;

    /// <param name="request">Answered later; one that is completed before its turn is passed over.</param>
    /// <param name="waits">Whether to wait where there is no room.</param>
    /// <param name="cancellation">Ends the waiting for room.</param>
    /// <exception cref="QueueFullException">There is no room, and it was not to wait.</exception>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public async ValueTask AddAsync(ScoringRequest<TResult> request, bool waits, CancellationToken cancellation)
    {
        if (_requests.Writer.TryWrite(request))
        {
            return;
        }

        if (!waits && !_isClosed)
        {
            throw new QueueFullException(_options.QueueCapacity);
        }

        try
        {
            await _requests.Writer.WriteAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(BatchScorer<>), "The scorer was disposed of before the text had a place in its queue.");
        }
    }

    /// <summary>Takes no more texts, and ends when those that it has are answered.</summary>
    public Task CloseAsync()
    {
        _isClosed = true;
        _requests.Writer.TryComplete();
        return _loop;
    }

    private async Task AnswerAsync()
    {
        var batch = new List<ScoringRequest<TResult>>();
        while (await _requests.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await FillAsync(batch).ConfigureAwait(false);
            if (batch.Count > 0)
            {
                Answer(batch);
                batch.Clear();
            }
        }
    }

    private async Task FillAsync(List<ScoringRequest<TResult>> batch)
    {
        CancellationTokenSource? delay = null;
        long characters = 0;
        while (batch.Count < _options.MaxBatchSize && characters < LargestBatchCharacters)
        {
            if (_requests.Reader.TryRead(out ScoringRequest<TResult>? request))
            {
                if (!request.Task.IsCompleted)
                {
                    batch.Add(request);
                    characters += request.Text.Length;
                }
            }
            else if (batch.Count == 0 || _options.MaxDelay == TimeSpan.Zero
                || !await MoreComesAsync((delay ??= new CancellationTokenSource(_options.MaxDelay)).Token).ConfigureAwait(false))
            {
                break;
            }
        }

        delay?.Dispose();
    }

    private async Task<bool> MoreComesAsync(CancellationToken delay)
    {
        Task<bool> more = _requests.Reader.WaitToReadAsync(delay).AsTask();
        await ((Task)more).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return more.IsCompletedSuccessfully && await more.ConfigureAwait(false);
    }

    private void Answer(List<ScoringRequest<TResult>> batch)
    {
        try
        {
            IReadOnlyList<TResult> results = _score([.. batch.Select(request => request.Text)]);
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].TrySetResult(results[i]);
            }
        }
        catch (Exception) when (batch.Count > 1)
        {
            // Halves, down to the text that fails: the others have their results.
            int half = batch.Count / 2;
            Answer(batch[..half]);
            Answer(batch[half..]);
        }
        catch (Exception fault)
        {
            batch[0].TrySetException(fault);
        }
    }
}
