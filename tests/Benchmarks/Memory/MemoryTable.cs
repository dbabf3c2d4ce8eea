using System.Diagnostics;
using System.Globalization;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.Memory;

/// <summary>
/// What trainings were estimated to take beside what they took: of memory above that which the process had before, each in a process of
/// its own. Only on Linux, where the most memory that a process has had can be forgotten.
/// </summary>
internal static class MemoryTable
{
    /// <summary>Measures all cases whose name contains a word; or, called by itself, one case.</summary>
    public static int Run(string[] args)
    {
        if (args is ["one", string number, string limit])
        {
            Console.WriteLine(Measure(MemoryCase.All[int.Parse(number, CultureInfo.InvariantCulture)], int.Parse(limit, CultureInfo.InvariantCulture)));
            return 0;
        }

        string word = args.FirstOrDefault("");
        Console.WriteLine("| training | limit | before | estimated above | measured above | ratio | seconds |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        for (int i = 0; i < MemoryCase.All.Count; i++)
        {
            MemoryCase measured = MemoryCase.All[i];
            foreach (int limitMB in measured.Name.Contains(word, StringComparison.Ordinal) ? [0, .. measured.Limits] : Array.Empty<int>())
            {
                Console.WriteLine(InOwnProcess(i, limitMB));
            }
        }

        return 0;
    }

    private static string InOwnProcess(int number, int limit)
    {
        string[] arguments = ["memory", "one", $"{number}", $"{limit}"];
        return OwnProcess.Run(arguments, code => $"| {MemoryCase.All[number].Name} | {limit} | failed with {code} |");
    }

    private static string Measure(MemoryCase measured, int limit)
    {
        // What is compiled and loaded for a first training is none of the second.
        measured.Run(new MemoryTexts(40, 20), limitMB: 0);
        double before = OwnProcess.ForgetPeak();
        var clock = Stopwatch.StartNew();
        string estimated;
        try
        {
            double estimate = measured.Run(measured.Texts, limit == 0 ? 0 : (int)before + limit).EstimatedMemoryMB - before;
            double peak = ProcessMemory.PeakMB() - before;
            estimated = string.Create(CultureInfo.InvariantCulture, $"{estimate:F0} | {peak:F0} | {estimate / peak:F2}");
        }
        catch (InvalidOperationException exception)
        {
            estimated = string.Create(CultureInfo.InvariantCulture, $"{exception.Message} | {ProcessMemory.PeakMB() - before:F0} |");
        }

        string allowed = limit == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{limit}");
        return string.Create(CultureInfo.InvariantCulture, $"| {measured.Name} | {allowed} | {before:F0} | {estimated} | {clock.Elapsed.TotalSeconds:F0} |");
    }
}
