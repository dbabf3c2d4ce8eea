using System.Globalization;

namespace ContextMemory.MLNet.Benchmarks;

/// <summary>The rates of a work that was measured in several rounds.</summary>
internal static class RoundRates
{
    /// <summary>The median; null where there was no round.</summary>
    public static double? Median(this IReadOnlyCollection<double> rates) => rates.Count > 0 ? rates.Order().ElementAt(rates.Count / 2) : null;

    /// <summary>All of them, in a format of numbers.</summary>
    public static string Show(this IEnumerable<double> rates, string format) =>
        string.Join(' ', rates.Select(rate => rate.ToString(format, CultureInfo.InvariantCulture)));
}
