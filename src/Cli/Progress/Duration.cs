using System.Globalization;
using System.Text.RegularExpressions;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>A time as people read and write it.</summary>
internal static partial class Duration
{
    /// <summary>Minutes and seconds, 3:07; from an hour on with hours, 2:03:07.</summary>
    public static string Text(TimeSpan time) => time.TotalHours < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}");

    /// <summary>Reads hours, minutes and seconds with their units, as in 1h30m or 45s.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        Match match = WithUnits().Match(text);
        time = match.Success ? new TimeSpan(Part("h"), Part("m"), Part("s")) : TimeSpan.Zero;
        return match.Success;

        int Part(string unit) => match.Groups[unit].Success ? int.Parse(match.Groups[unit].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"^(?=.)((?<h>[0-9]{1,5})h)?((?<m>[0-9]{1,6})m)?((?<s>[0-9]{1,8})s)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WithUnits();
}
