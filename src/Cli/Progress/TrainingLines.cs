using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>One plain line for each finished epoch, as a log file wants it.</summary>
internal sealed class TrainingLines(TextWriter writer, string metric) : TrainingDisplay
{
    public override void Report(TrainingProgress value)
    {
        if (value.Step == value.ResumedFromStep && value.Step > 0)
        {
            writer.WriteLine($"going on from the checkpoint: step {value.Step} of {value.Steps}, epoch {value.Epoch}");
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
            $"epoch {epoch.Epoch}/{value.Epochs}: loss {epoch.TrainingLoss:F4}{validation}, {epoch.TokensPerSecond:F0} tokens/s, " +
            $"{epoch.PeakMemoryMB:F0} MB, {epoch.Elapsed.TotalSeconds:F1} s, {Duration.Text(epoch.Remaining)} left"));
    }
}
