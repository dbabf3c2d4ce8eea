using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Numerics;

public sealed class PoolLoopTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(100, 1)]
    [InlineData(100, 4)]
    public void Every_item_is_done_once(int items, int threads)
    {
        var calls = new int[items];
        PoolLoop.Run(items, threads, item => Interlocked.Increment(ref calls[item]));
        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Two_items_are_at_work_at_once()
    {
        using var meeting = new Barrier(2);
        PoolLoop.Run(2, 2, _ => Assert.True(meeting.SignalAndWait(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void One_thread_is_the_calling_one()
    {
        int caller = Environment.CurrentManagedThreadId;
        PoolLoop.Run(20, 1, _ => Assert.Equal(caller, Environment.CurrentManagedThreadId));
    }

    [Fact]
    public void What_an_item_throws_is_thrown_when_all_are_done()
    {
        int done = 0;
        var thrown = Assert.Throws<InvalidOperationException>(() => PoolLoop.Run(50, 2, item =>
        {
            Interlocked.Increment(ref done);
            if (item == 7)
            {
                throw new InvalidOperationException("seven");
            }
        }));
        Assert.Equal("seven", thrown.Message);
        Assert.Equal(50, done);
    }

    [Fact]
    public void On_one_thread_what_an_item_throws_ends_the_loop()
    {
        int done = 0;
        Assert.Throws<InvalidOperationException>(() => PoolLoop.Run(50, 1, item => done = item < 7 ? item : throw new InvalidOperationException()));
        Assert.Equal(6, done);
    }

    [Fact]
    public void Loops_within_loops_end_on_a_pool_that_is_busy_with_them()
    {
        int done = 0;
        PoolLoop.Run(64, 64, _ => PoolLoop.Run(4, 4, _ => PoolLoop.Run(2, 2, _ => Interlocked.Increment(ref done))));
        Assert.Equal(64 * 4 * 2, done);
    }
}
