using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_item_is_run_once_by_a_worker_in_range(int count)
    {
        using var workers = new Workers(count);
        Assert.Equal(count, workers.Count);
        for (int run = 0; run < 50; run++)
        {
            int items = run * 7 % 40;
            int[] runs = new int[items];
            workers.Run(items, (worker, item) =>
            {
                Assert.InRange(worker, 0, count - 1);
                Interlocked.Increment(ref runs[item]);
            });
            Assert.All(runs, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void A_worker_does_one_item_at_a_time()
    {
        using var workers = new Workers(4);
        int[] busy = new int[4];
        workers.Run(200, (worker, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref busy[worker]));
            Thread.Yield();
            Interlocked.Decrement(ref busy[worker]);
        });
        Assert.All(busy, count => Assert.Equal(0, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_reaches_the_caller_and_the_next_run_is_well(int count)
    {
        using var workers = new Workers(count);
        for (int i = 0; i < 20; i++)
        {
            var exception = Assert.Throws<InvalidOperationException>(() => workers.Run(30, (_, item) =>
            {
                if (item == 11)
                {
                    throw new InvalidOperationException("item 11");
                }
            }));
            Assert.Equal("item 11", exception.Message);
            int sum = 0;
            workers.Run(10, (_, item) => Interlocked.Add(ref sum, item));
            Assert.Equal(45, sum);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Running_allocates_nothing(int count)
    {
        using var workers = new Workers(count);
        int[] sums = new int[count];
        Action<int, int> work = (worker, item) => sums[worker] += item;
        int runs = 0;
        Assert.Equal(0, Allocation.OfRepeated(() =>
        {
            workers.Run(100, work);
            runs++;
        }));
        Assert.Equal(runs * 4950, sums.Sum());
    }

    [Fact]
    public void Disposing_ends_the_threads()
    {
        var threads = new List<Thread>();
        var workers = new Workers(3);
        using (var all = new Barrier(3))
        {
            workers.Run(3, (_, _) =>
            {
                lock (threads)
                {
                    threads.Add(Thread.CurrentThread);
                }

                all.SignalAndWait();
            });
        }

        workers.Dispose();
        Assert.Equal(2, threads.Count(thread => thread != Thread.CurrentThread));
        Assert.All(threads.Where(thread => thread != Thread.CurrentThread), thread => Assert.False(thread.IsAlive));
    }
}
