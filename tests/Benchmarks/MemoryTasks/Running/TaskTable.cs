using System.Globalization;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Prints a Markdown table of a task: a line for each learner, a column for each length, written as soon as they are known.</summary>
internal sealed class TaskTable(TextWriter output, TaskSettings settings)
{
    /// <summary>Writes what stands above the lines.</summary>
    public void Start(MemoryTask task)
    {
        Write($"## {task.Name}");
        Write($"");
        Write($"{task.Classes} classes, chance {task.Chance:F3}: {task.Description}.");
        Write($"Accuracy on documents of each length; 'trained' are {settings.TestRows} new ones of {TaskRows.ShortestTrained} to {TaskRows.LongestTrained} words.");
        Write($"Test documents: {string.Join(", ", settings.Lengths.Select(length => Invariant($"{settings.TestRowsOf(length)} of {length:N0}")))}.");
        Write($"");
        Write($"| encoder | parameters | training s | trained | {string.Join(" | ", settings.Lengths.Select(length => Invariant($"{length:N0}")))} |");
        Write($"|---|---:|---:|---:|{string.Concat(settings.Lengths.Select(_ => "---:|"))}");
    }

    /// <summary>Writes the line of a learner up to the accuracies at the test lengths.</summary>
    public void StartLine(string name, long parameters, TimeSpan training, double trained)
    {
        output.Write(Invariant($"| {name} | {parameters:N0} | {training.TotalSeconds:F0} | {trained:F3} |"));
        output.Flush();
    }

    /// <summary>Writes the accuracy at the next length; null where such documents cannot be read.</summary>
    public void Add(double? accuracy)
    {
        output.Write(accuracy is { } known ? Invariant($" {known:F3} |") : " - |");
        output.Flush();
    }

    public void EndLine() => output.WriteLine();

    /// <summary>Writes what stands below the lines.</summary>
    public void End() => output.WriteLine();

    private void Write(FormattableString line) => output.WriteLine(Invariant(line));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
