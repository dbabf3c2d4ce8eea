using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>How far something is that takes its time.</summary>
/// <param name="Name">What is being done.</param>
/// <param name="Done">How much of it is done.</param>
/// <param name="Total">How much there is to do; null where that is not known.</param>
/// <param name="Elapsed">Time since it began.</param>
/// <param name="Remaining">Time until it is done; null where that is not known.</param>
internal readonly record struct Stage(string Name, long Done, long? Total, TimeSpan Elapsed, TimeSpan? Remaining)
{
    public static Stage Of(TrainingProgress progress) =>
        new(progress.StageName, progress.Done, progress.Total, progress.Elapsed, progress.Remaining);

    /// <summary>Its name alone before anything is done.</summary>
    public override string ToString()
    {
        if (Done == 0)
        {
            return Name;
        }

        string left = Remaining is { } time ? $", {Duration.Text(time)} left" : "";
        return Total is > 0 and var total
            ? string.Create(CultureInfo.InvariantCulture, $"{Name}: {100.0 * Done / total:F0}%{left}")
            : string.Create(CultureInfo.InvariantCulture, $"{Name}: {Done:N0} so far{left}");
    }
}
