using System.Diagnostics;

namespace ContextMemory.MLNet.Benchmarks.Speed;

/// <summary>How fast a workload is: the median over steps, for the machine may have other things to do during some of them.</summary>
internal sealed record Measurement(int Steps, double TokensPerSecond, double AllocatedBytesPerStep)
{
    private const int WarmupSteps = 5;
    private const int MostSteps = 1 << 16;
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(1);

    /// <summary>Works for some time, after steps in which the code is compiled and the memory reserved.</summary>
    /// <param name="work">One step; returns its tokens.</param>
    /// <param name="duration">How long to measure.</param>
    public static Measurement Of(Func<int> work, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        for (int step = 0; step < WarmupSteps || clock.Elapsed < Warmup; step++)
        {
            work();
        }

        var rates = new double[MostSteps];
        int steps = 0;
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        clock.Restart();
        do
        {
            long start = Stopwatch.GetTimestamp();
            int tokens = work();
            rates[steps++] = tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (clock.Elapsed < duration && steps < MostSteps);

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.Sort(rates, 0, steps);
        return new Measurement(steps, rates[steps / 2], (double)allocated / steps);
    }
}
