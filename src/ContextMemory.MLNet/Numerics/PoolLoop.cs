using System.Runtime.ExceptionServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// A loop whose items the calling thread shares with those of the thread pool that come in time. It does not wait for one to come, so it
/// ends on a pool without a free thread too.
/// </summary>
internal sealed class PoolLoop : IThreadPoolWorkItem
{
    private readonly Action<int> _work;
    private readonly int _count;
    private readonly ManualResetEventSlim _isFinished = new();
    private int _nextItem;
    private int _itemsLeft;
    private ExceptionDispatchInfo? _failure;

    private PoolLoop(int count, Action<int> work)
    {
        _work = work;
        _count = count;
        _itemsLeft = count;
    }

    /// <summary>
    /// Calls <paramref name="work"/> once for every item and returns when all calls have; throws what the first of them has thrown, on one
    /// thread without going on.
    /// </summary>
    /// <param name="items">Their number.</param>
    /// <param name="threads">At work at once, at most.</param>
    /// <param name="work">Gets the number of an item.</param>
    public static void Run(int items, int threads, Action<int> work)
    {
        if (items <= 1 || threads == 1)
        {
            for (int item = 0; item < items; item++)
            {
                work(item);
            }

            return;
        }

        var loop = new PoolLoop(items, work);
        for (int other = 1; other < Math.Min(items, threads); other++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(loop, preferLocal: false);
        }

        loop.TakeItems();
        loop._isFinished.Wait();
        loop._failure?.Throw();
    }

    void IThreadPoolWorkItem.Execute() => TakeItems();

    private void TakeItems()
    {
        int item;
        while ((item = Interlocked.Increment(ref _nextItem) - 1) < _count)
        {
            try
            {
                _work(item);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }

            if (Interlocked.Decrement(ref _itemsLeft) == 0)
            {
                _isFinished.Set();
            }
        }
    }
}
