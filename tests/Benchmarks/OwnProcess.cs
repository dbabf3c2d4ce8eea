using System.Collections.ObjectModel;
using System.Diagnostics;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks;

/// <summary>Measurements, each in a process that has done nothing else.</summary>
internal static class OwnProcess
{
    /// <summary>What these benchmarks print in a process of their own.</summary>
    /// <param name="arguments">Of the command line.</param>
    /// <param name="failed">What is printed in place of it where the process fails, by its exit code.</param>
    /// <param name="environment">Variables of the process where this one does not have them.</param>
    public static string Run(string[] arguments, Func<int, string> failed, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        foreach ((string name, string value) in environment ?? ReadOnlyDictionary<string, string>.Empty)
        {
            start.Environment.TryAdd(name, value);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.TrimEnd() : failed(process.ExitCode);
    }

    /// <summary>Forgets the most memory that this process has had, which only Linux can. Returns what it has now, in MiB.</summary>
    public static double ForgetPeak()
    {
        ProcessMemory.GiveBack();
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Environment.WorkingSet / ProcessMemory.Megabyte;
    }
}
