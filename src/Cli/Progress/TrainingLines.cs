using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>One plain line for each finished epoch, as a log file wants it, and now and then one for what takes long.</summary>
internal sealed class TrainingLines(TextWriter writer, string metric) : TrainingDisplay
{
    private readonly StageLines _stages = new(writer);
    private readonly HashSet<TrainingStage> _begun = [];

    public override void Report(Stage stage) => _stages.Report(stage);

    public override void Report(TrainingProgress value)
    {
        if (value.Epochs > 0 && _begun.Add(value.Stage))
        {
            foreach (string line in TrainingStart.Lines(value))
            {
                writer.WriteLine(line);
            }
        }

        if (value.FinishedEpoch is not { } epoch)
        {
            _stages.Report(Stage.Of(value));
            return;
        }

        string validation = epoch.ValidationMetric is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $", validation loss {epoch.ValidationLoss:F4}, validation {metric} {epoch.ValidationMetric:F4}") + (epoch.IsBest ? " (best)" : "");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(value.Stage == TrainingStage.Pretraining ? "pretraining epoch" : "epoch")} {epoch.Epoch}/{value.Epochs}: loss {epoch.TrainingLoss:F4}{validation}, {epoch.TokensPerSecond:F0} tokens/s, " +
            $"{epoch.PeakMemoryMB:F0} MB, {epoch.Elapsed.TotalSeconds:F1} s, {Duration.Text(epoch.Remaining)} left"));
    }
}
