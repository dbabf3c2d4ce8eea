using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>One plain line for each finished epoch, as a log file wants it.</summary>
internal sealed class TrainingLines(TextWriter writer, string metric) : TrainingDisplay
{
    // Null before the first report.
    private bool? _isPretraining;

    public override void Report(TrainingProgress value)
    {
        if (value.IsPretraining != _isPretraining)
        {
            _isPretraining = value.IsPretraining;
            foreach (string line in TrainingStart.Lines(value))
            {
                writer.WriteLine(line);
            }
        }

        if (value.FinishedEpoch is not { } epoch)
        {
            return;
        }

        string validation = epoch.ValidationMetric is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $", validation loss {epoch.ValidationLoss:F4}, validation {metric} {epoch.ValidationMetric:F4}") + (epoch.IsBest ? " (best)" : "");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(value.IsPretraining ? "pretraining epoch" : "epoch")} {epoch.Epoch}/{value.Epochs}: loss {epoch.TrainingLoss:F4}{validation}, {epoch.TokensPerSecond:F0} tokens/s, " +
            $"{epoch.PeakMemoryMB:F0} MB, {epoch.Elapsed.TotalSeconds:F1} s, {Duration.Text(epoch.Remaining)} left"));
    }
}
