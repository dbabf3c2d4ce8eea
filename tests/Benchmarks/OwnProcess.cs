using System.Diagnostics;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks;

/// <summary>Measurements of memory, each in a process that has done nothing else. Only on Linux, where the most memory that a process has had can be forgotten.</summary>
internal static class OwnProcess
{
    /// <summary>What these benchmarks print in a process of their own.</summary>
    /// <param name="arguments">Of the command line.</param>
    /// <param name="failed">What is printed in place of it where the process fails, by its exit code.</param>
    public static string Run(string[] arguments, Func<int, string> failed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd() : failed(process.ExitCode);
    }

    /// <summary>Forgets the most memory that this process has had. Returns what it has now, in MiB.</summary>
    public static double ForgetPeak()
    {
        ProcessMemory.GiveBack();
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Environment.WorkingSet / ProcessMemory.Megabyte;
    }
}
