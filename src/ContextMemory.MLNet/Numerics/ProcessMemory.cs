using System.Diagnostics;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The memory of this process.</summary>
internal static class ProcessMemory
{
    /// <summary>Bytes of one MiB.</summary>
    public const double Megabyte = 1 << 20;

    /// <summary>The most memory that it has had so far, in MiB.</summary>
    public static double PeakMB()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / Megabyte;
    }

    /// <summary>Lets what is no longer needed go back to the system at once.</summary>
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
