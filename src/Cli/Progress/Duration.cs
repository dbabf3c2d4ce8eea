using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>A time as people read it.</summary>
internal static class Duration
{
    /// <summary>Minutes and seconds, 3:07; from an hour on with hours, 2:03:07.</summary>
    public static string Text(TimeSpan time) => time.TotalHours < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}");
}
