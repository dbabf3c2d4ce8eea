using System.Globalization;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>The share of one task of several that read the same input.</summary>
/// <param name="Number">Which task it is, from 1.</param>
/// <param name="Count">How many tasks there are.</param>
internal sealed record Shard(int Number, int Count)
{
    public const int MostTasks = 100_000;

    /// <summary>All of the input.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Its name, part-03-of-16 for instance: in ordinal order of their names tasks are in the order of the input.</summary>
    public string Name => $"part-{this}";

    /// <summary>Reads 3/16; null where the text is no such thing.</summary>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var number, var count]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int task)
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int tasks)
        && task >= 1 && task <= tasks && tasks <= MostTasks
            ? new Shard(task, tasks)
            : null;

    /// <summary>3 of 16 as a part of a file's name: 03-of-16.</summary>
    public override string ToString()
    {
        string count = Count.ToString(CultureInfo.InvariantCulture);
        return $"{Number.ToString(CultureInfo.InvariantCulture).PadLeft(count.Length, '0')}-of-{count}";
    }
}
