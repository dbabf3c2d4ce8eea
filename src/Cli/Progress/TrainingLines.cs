using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>One plain line for each finished epoch, as a log file wants it.</summary>
internal sealed class TrainingLines(TextWriter writer) : TrainingDisplay
{
    public override void Report(TrainingProgress value)
    {
        if (value.FinishedEpoch is not { } epoch)
        {
            return;
        }

        string validation = epoch.ValidationMetric is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $", validation loss {epoch.ValidationLoss:F4}, validation accuracy {epoch.ValidationMetric:F4}") + (epoch.IsBest ? " (best)" : "");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch}/{value.Epochs}: loss {epoch.TrainingLoss:F4}{validation}, {value.TokensPerSecond:F0} tokens/s, " +
            $"{value.Elapsed.TotalSeconds:F1} s"));
    }
}
