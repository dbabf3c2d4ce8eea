using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ContextMemory.MLNet;

namespace Transforms.Tests.Scoring;

/// <summary>How texts of many callers are grouped, how many may wait, and who gets what goes wrong.</summary>
public class BatchScorerTests
{
    [Fact]
    public async Task Every_one_of_many_callers_gets_the_result_of_its_text()
    {
        var sizes = new ConcurrentQueue<int>();
        await using var scorer = new BatchScorer<string>(new() { MaxBatchSize = 16, QueueCapacity = 8 }, texts =>
        {
            sizes.Enqueue(texts.Count);
            return [.. texts.Select(Reversed)];
        });

        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                string text = $"{caller}-{i}";
                Assert.Equal(Reversed(text), await scorer.ScoreAsync(text));
            }
        })));

        Assert.Equal(32 * 200, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 1, 16));
        Assert.Equal(0, scorer.QueueLength);
    }

    [Fact]
    public async Task Texts_that_come_during_a_batch_make_the_next_one_up_to_its_size()
    {
        using var gate = new Gate();
        await using BatchScorer<string> scorer = gate.Guard(new() { MaxBatchSize = 3 });
        Task<string> first = await gate.BeginAsync(scorer, "a");
        Task<string>[] others = [.. "bcdef".Select(letter => scorer.ScoreAsync($"{letter}"))];
        Assert.Equal(5, scorer.QueueLength);
        gate.Open();

        Assert.Equal("A", await first);
        Assert.Equal(["B", "C", "D", "E", "F"], await Task.WhenAll(others));
        Assert.Equal(["a", "b c d", "e f"], gate.Batches);
    }

    [Fact]
    public async Task A_batch_ends_at_a_million_characters()
    {
        using var gate = new Gate();
        await using BatchScorer<string> scorer = gate.Guard(new());
        Task<string> first = await gate.BeginAsync(scorer, "a");
        Task<string>[] others = [.. Enumerable.Range(0, 5).Select(_ => scorer.ScoreAsync(new string('x', 600_000)))];
        gate.Open();

        await Task.WhenAll([first, .. others]);
        Assert.Equal([1, 2, 2, 1], gate.Batches.Select(batch => batch.Split(' ').Length));
    }

    [Fact]
    public async Task The_first_text_waits_for_others_as_long_as_the_options_say()
    {
        using var gate = new Gate();
        gate.Open();
        await using BatchScorer<string> scorer = gate.Guard(new() { MaxBatchSize = 3, MaxDelay = TimeSpan.FromSeconds(10) });
        Task<string> first = scorer.ScoreAsync("a");
        await Task.Yield();
        Assert.Equal(["A", "B", "C"], await Task.WhenAll(first, scorer.ScoreAsync("b"), scorer.ScoreAsync("c")));
        Assert.Equal(["a b c"], gate.Batches);

        await using BatchScorer<string> hasty = gate.Guard(new() { MaxDelay = TimeSpan.FromMilliseconds(1) });
        Assert.Equal("D", await hasty.ScoreAsync("d"));
    }

    [Fact]
    public async Task A_text_that_fails_fails_its_own_caller_alone()
    {
        using var gate = new Gate();
        await using BatchScorer<string> scorer = gate.Guard(new());
        Task<string> first = await gate.BeginAsync(scorer, "a");
        Task<string>[] others = [.. new[] { "b", "bad", "c", "d", "bad" }.Select(text => scorer.ScoreAsync(text))];
        gate.Open();

        Assert.Equal("A", await first);
        Assert.Equal(["B", "C", "D"], await Task.WhenAll(others[0], others[2], others[3]));
        Assert.Equal("bad text", (await Assert.ThrowsAsync<FormatException>(() => others[1])).Message);
        await Assert.ThrowsAsync<FormatException>(() => others[4]);
        Assert.Equal("E", await scorer.ScoreAsync("e"));
    }

    [Fact]
    public async Task A_caller_that_is_cancelled_does_not_wait_and_its_text_is_not_scored()
    {
        using var gate = new Gate();
        await using BatchScorer<string> scorer = gate.Guard(new());
        Task<string> first = await gate.BeginAsync(scorer, "a");
        using var cancellation = new CancellationTokenSource();
        Task<string> cancelled = scorer.ScoreAsync("b", cancellation.Token);
        Task<string> other = scorer.ScoreAsync("c");
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scorer.ScoreAsync("d", cancellation.Token));
        Assert.False(first.IsCompleted);
        gate.Open();
        Assert.Equal("C", await other);
        Assert.Equal(["a", "c"], gate.Batches);
    }

    [Fact]
    public async Task A_full_queue_makes_callers_wait_or_fails_them_as_the_options_say()
    {
        using var gate = new Gate();
        BatchScorer<string> failing = gate.Guard(new() { QueueCapacity = 2, WhenFull = FullQueue.Fail });
        Task<string> first = await gate.BeginAsync(failing, "a");
        Task<string>[] queued = [failing.ScoreAsync("b"), failing.ScoreAsync("c")];
        QueueFullException full = await Assert.ThrowsAsync<QueueFullException>(() => failing.ScoreAsync("d"));
        Assert.Equal("2 texts wait to be scored, and the queue takes no more: try again later, or raise BatchScorerOptions.QueueCapacity.", full.Message);
        gate.Open();
        await failing.DisposeAsync();
        Assert.Equal(["A", "B", "C"], await Task.WhenAll([first, .. queued]));

        using var second = new Gate();
        await using BatchScorer<string> waiting = second.Guard(new() { QueueCapacity = 2 });
        first = await second.BeginAsync(waiting, "a");
        queued = [.. "bcd".Select(letter => waiting.ScoreAsync($"{letter}"))];
        using var cancellation = new CancellationTokenSource();
        Task<string> impatient = waiting.ScoreAsync("e", cancellation.Token);
        Assert.Equal(2, waiting.QueueLength);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        second.Open();
        Assert.Equal(["A", "B", "C", "D"], await Task.WhenAll([first, .. queued]));
    }

    [Fact]
    public async Task Disposal_answers_the_texts_in_the_queue_and_refuses_those_that_have_no_room()
    {
        using var gate = new Gate();
        BatchScorer<string> scorer = gate.Guard(new() { QueueCapacity = 2 });
        Task<string> first = await gate.BeginAsync(scorer, "a");
        Task<string>[] queued = [scorer.ScoreAsync("b"), scorer.ScoreAsync("c")];
        Task<string> outside = scorer.ScoreAsync("d");
        var disposal = scorer.DisposeAsync().AsTask();

        Assert.StartsWith("The scorer was disposed of", (await Assert.ThrowsAsync<ObjectDisposedException>(() => outside)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scorer.ScoreAsync("e"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await scorer.ScoreAsync(["f"]).ToListAsync());
        Assert.False(disposal.IsCompleted);
        gate.Open();
        await disposal;
        await scorer.DisposeAsync();
        Assert.Equal(["A", "B", "C"], await Task.WhenAll([first, .. queued]));
    }

    [Fact]
    public async Task A_scorer_that_fails_when_its_queue_is_full_says_that_it_is_disposed_of()
    {
        var scorer = new BatchScorer<string>(new() { WhenFull = FullQueue.Fail }, texts => [.. texts]);
        await scorer.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scorer.ScoreAsync("a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_sequence_is_read_a_bounded_number_of_texts_ahead(int size)
    {
        int read = 0;
        await using var scorer = new BatchScorer<string>(new() { MaxBatchSize = size, QueueCapacity = 1, WhenFull = FullQueue.Fail }, texts => [.. texts]);
        int taken = 0;
        await foreach (string result in scorer.ScoreAsync(Numbers()))
        {
            await Task.Delay(1);
            Assert.Equal($"{taken++}", result);
            Assert.InRange(Volatile.Read(ref read) - taken, 0, (2 * size) + 1);
        }

        Assert.Equal(100, taken);

        async IAsyncEnumerable<string> Numbers()
        {
            for (int i = 0; i < 100; i++)
            {
                await Task.Yield();
                Interlocked.Increment(ref read);
                yield return $"{i}";
            }
        }
    }

    [Fact]
    public async Task A_result_comes_although_its_sequence_goes_on()
    {
        var more = new TaskCompletionSource();
        await using var scorer = new BatchScorer<string>(null, texts => [.. texts]);
        await using IAsyncEnumerator<string> results = scorer.ScoreAsync(Slow()).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync());
        Assert.Equal("a", results.Current);
        more.SetResult();
        Assert.True(await results.MoveNextAsync());
        Assert.Equal("b", results.Current);
        Assert.False(await results.MoveNextAsync());

        async IAsyncEnumerable<string> Slow()
        {
            yield return "a";
            await more.Task;
            yield return "b";
        }
    }

    [Fact]
    public async Task What_a_sequence_or_a_text_throws_comes_in_its_place()
    {
        await using var scorer = new BatchScorer<string>(null, texts => [.. texts.Select(Checked)]);
        await CheckAsync<FormatException>(scorer.ScoreAsync(["a", "b", "bad", "c"]), "bad text");
        await CheckAsync<TimeoutException>(scorer.ScoreAsync(Failing()), "source");
        await CheckAsync<ArgumentException>(scorer.ScoreAsync(["a", "b", null!]), "A text of the sequence is null");
        Assert.Throws<ArgumentNullException>(() => { _ = scorer.ScoreAsync((string)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = scorer.ScoreAsync((IEnumerable<string>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = scorer.ScoreAsync((IAsyncEnumerable<string>)null!); });

        static IEnumerable<string> Failing()
        {
            yield return "a";
            yield return "b";
            throw new TimeoutException("source");
        }

        static async Task CheckAsync<TFault>(IAsyncEnumerable<string> results, string message)
            where TFault : Exception
        {
            var found = new List<string>();
            TFault fault = await Assert.ThrowsAsync<TFault>(async () =>
            {
                await foreach (string result in results)
                {
                    found.Add(result);
                }
            });
            Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
            Assert.Equal(["A", "B"], found);
        }
    }

    [Fact]
    public async Task A_sequence_ends_where_it_is_cancelled_or_left()
    {
        await using var scorer = new BatchScorer<string>(new() { MaxBatchSize = 2 }, texts => [.. texts]);
        bool ended = false;
        await foreach (string result in scorer.ScoreAsync(Endless()))
        {
            break;
        }

        Assert.True(ended);
        using var cancellation = new CancellationTokenSource();
        int taken = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (string result in scorer.ScoreAsync(Endless()).WithCancellation(cancellation.Token))
            {
                if (++taken == 10)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.Equal("still there", await scorer.ScoreAsync("still there"));

        async IAsyncEnumerable<string> Endless([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                while (true)
                {
                    await Task.Delay(1, token);
                    yield return "a";
                }
            }
            finally
            {
                ended = true;
            }
        }
    }

    [Fact]
    public void All_faults_of_options_are_named_at_once()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => new BatchScorer<string>(
            new() { MaxBatchSize = 0, MaxDelay = TimeSpan.FromMinutes(1), QueueCapacity = -1, WhenFull = (FullQueue)7 }, texts => [.. texts]));
        Assert.Equal(
            [
                "BatchScorerOptions has 4 faults:",
                "  MaxBatchSize is 0; allowed is 1 to 4096: 64 suits most models.",
                "  MaxDelay is 00:01:00; allowed is 0 to 10 seconds: 0 takes the texts that are there.",
                "  QueueCapacity is -1; allowed is 1 to 1000000: 1,024 is usual.",
                "  WhenFull is 7; allowed is Wait, Fail: Wait is usual.",
            ],
            fault.Message.Split(Environment.NewLine));
    }

    private static string Reversed(string text) => string.Concat(text.Reverse());

    private static string Checked(string text) => text == "bad" ? throw new FormatException("bad text") : text.ToUpperInvariant();

    /// <summary>Lets no batch through until it is opened, and keeps what the batches were.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _isOpen = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Batches { get; } = [];

        public BatchScorer<string> Guard(BatchScorerOptions options) => new(options, texts =>
        {
            Batches.Enqueue(string.Join(' ', texts));
            _begun.TrySetResult();
            _isOpen.Wait();
            return [.. texts.Select(Checked)];
        });

        /// <summary>Asks for a text, and returns when its batch has begun.</summary>
        public async Task<Task<string>> BeginAsync(BatchScorer<string> scorer, string text)
        {
            Task<string> result = scorer.ScoreAsync(text);
            await _begun.Task;
            return result;
        }

        public void Open() => _isOpen.Set();

        public void Dispose()
        {
            _isOpen.Set();
            _isOpen.Dispose();
        }
    }
}
