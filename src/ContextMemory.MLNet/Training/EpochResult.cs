using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainingLoss">Mean loss over the training rows while they were learned from.</param>
/// <param name="ValidationLoss">Mean loss over all validation rows, or null where there are none.</param>
/// <param name="ValidationMetric">
/// The task's measure over all validation rows, larger is better (accuracy for classification), or null where there are none.
/// </param>
/// <param name="IsBest">Whether it is the best epoch so far.</param>
public sealed record EpochResult(int Epoch, double TrainingLoss, double? ValidationLoss, double? ValidationMetric, bool IsBest)
{
    /// <summary>Tokens learned from a second in this epoch, its validation not counted.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>The most memory that the process had had by its end, in MiB.</summary>
    public double PeakMemoryMB { get; init; }

    /// <summary>Time from the start of training to its end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Time from its end until all epochs would be done at this pace.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString()
    {
        string validation = ValidationMetric is null
            ? ""
            : Invariant($", validation loss {ValidationLoss:F4}, validation metric {ValidationMetric:F4}{(IsBest ? " (best)" : "")}");
        return Invariant($"epoch {Epoch}: training loss {TrainingLoss:F4}{validation}, {TokensPerSecond:F0} tokens a second, {Elapsed.TotalSeconds:F1} s");
    }
}
