using System.Runtime.ExceptionServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Threads that share the items of a loop. Which thread takes an item is left to chance, so an item must not depend on it. Running
/// a loop allocates nothing.
/// </summary>
internal sealed class Workers : IDisposable
{
    private static readonly TimeSpan WaitingInterval = TimeSpan.FromMilliseconds(200);

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly CountdownEvent _finished;
    private Action<int, int>? _work;
    private int _itemCount;
    private int _nextItem;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stops;

    /// <param name="count">Threads in all, the calling one included.</param>
    public Workers(int count)
    {
        Count = count;
        _finished = new CountdownEvent(Math.Max(1, count - 1));
        _threads = new Thread[count - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"ContextMemory worker {worker}" };
            _threads[i].Start();
        }
    }

    public int Count { get; }

    /// <summary>Calls <paramref name="work"/>(worker, item) once for every item; workers are numbered from 0.</summary>
    /// <param name="items">Their number.</param>
    /// <param name="work">Gets the number of a worker and of an item.</param>
    /// <param name="whileWaiting">Called several times a second by the calling thread while it waits for the last items; null for nothing.</param>
    public void Run(int items, Action<int, int> work, Action? whileWaiting = null)
    {
        _work = work;
        _itemCount = items;
        _nextItem = 0;
        _failure = null;
        if (_threads.Length > 0)
        {
            _finished.Reset();
            _start.Release(_threads.Length);
        }

        TakeItems(0);
        if (_threads.Length > 0)
        {
            while (!_finished.Wait(whileWaiting is null ? Timeout.InfiniteTimeSpan : WaitingInterval))
            {
                whileWaiting?.Invoke();
            }
        }

        _work = null;
        _failure?.Throw();
    }

    public void Dispose()
    {
        _stops = true;
        if (_threads.Length > 0)
        {
            _start.Release(_threads.Length);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _start.Dispose();
        _finished.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_stops)
            {
                return;
            }

            TakeItems(worker);
            _finished.Signal();
        }
    }

    private void TakeItems(int worker)
    {
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _nextItem) - 1) < _itemCount)
            {
                _work!(worker, item);
            }
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _nextItem, _itemCount);
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }
}
