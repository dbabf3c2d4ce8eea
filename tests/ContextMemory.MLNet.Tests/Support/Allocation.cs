namespace ContextMemory.MLNet.Tests.Support;

internal static class Allocation
{
    private const int Rounds = 10;

    /// <summary>
    /// Bytes that a repeated step takes from the heap on this thread, once it is warm. The least of several rounds, since the runtime
    /// itself allocates now and then, when it replaces code by faster code.
    /// </summary>
    public static long OfRepeated(Action step)
    {
        step();
        step();
        long least = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
