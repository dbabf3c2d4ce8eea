using System.Globalization;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Of many kinds a table shows those with the most rows: more would be read by nobody.</summary>
internal static class MostFrequent
{
    public const int Shown = 200;

    /// <summary>The kinds with the most rows, in the order in which they are given.</summary>
    /// <param name="kinds">All of them.</param>
    /// <param name="rows">How many rows a kind has.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyCollection<T> kinds, Func<T, long> rows) => kinds.Count <= Shown
        ? [.. kinds]
        : [.. kinds.Index().OrderByDescending(kind => rows(kind.Item)).Take(Shown).OrderBy(kind => kind.Index).Select(kind => kind.Item)];

    /// <summary>Says that not all are shown, where it is so.</summary>
    public static void WriteRest(TextWriter output, int kinds, string name)
    {
        if (kinds > Shown)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Shown are the {Shown} {name} with the most rows; {kinds - Shown:N0} more are counted in the lines below."));
        }
    }
}
