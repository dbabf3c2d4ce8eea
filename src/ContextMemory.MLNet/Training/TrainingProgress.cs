using ContextMemory.MLNet.Training;
using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>Where training stands: which stage is at work, how much of it is done and how long the rest will take.</summary>
public sealed record TrainingProgress
{
    /// <summary>What is being done. A stage reports when it begins, several times a second and when it ends.</summary>
    public required TrainingStage Stage { get; init; }

    /// <summary>What the stage is called in messages: "counting words" for instance.</summary>
    public string StageName => StageNames.Of(Stage);

    /// <summary>
    /// How much of the stage is done: optimizer steps in <see cref="TrainingStage.Pretraining"/> and <see cref="TrainingStage.Training"/>,
    /// bytes in <see cref="TrainingStage.ReadingWordVectors"/>, parts of the work in <see cref="TrainingStage.LinearPart"/>, labels in
    /// <see cref="TrainingStage.ReadingLabels"/> and <see cref="TrainingStage.Thresholds"/>, sentences and rows where a summarizer is
    /// validated, else rows.
    /// </summary>
    public long Done { get; init; }

    /// <summary>How much there is to do in the stage, in the same unit; null where that is not known.</summary>
    public long? Total { get; init; }

    /// <summary>The epoch at work or just finished, from 1; 0 in stages without epochs.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs planned; 0 in stages without epochs.</summary>
    public int Epochs { get; init; }

    /// <summary>Optimizer steps done in all epochs; 0 in stages without epochs.</summary>
    public int Step { get; init; }

    /// <summary>Optimizer steps planned in all epochs; 0 in stages without epochs.</summary>
    public int Steps { get; init; }

    /// <summary>The step from which training went on with a checkpoint; 0 where it began anew.</summary>
    public int ResumedFromStep { get; init; }

    /// <inheritdoc cref="TrainingReport.Kernels"/>
    public IReadOnlyList<string> Kernels { get; init; } = [];

    /// <summary>Mean training loss of the epoch so far; 0 in stages without epochs.</summary>
    public double TrainingLoss { get; init; }

    /// <summary>Tokens learned from a second, since training began; 0 in stages without epochs.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>The most memory that the process will have, about, as known when training began, in MiB; 0 in stages without epochs.</summary>
    public double EstimatedMemoryMB { get; init; }

    /// <summary>
    /// Rows that are kept in a temporary file, so that <see cref="TrainingOptions.MaxMemoryMB"/> is kept; 0 in stages without epochs.
    /// </summary>
    public int RowsOnDisk { get; init; }

    /// <summary>The most memory that the process has had so far, in MiB.</summary>
    public double PeakMemoryMB { get; init; }

    /// <summary>Time since the stage began; in stages with epochs, that of runs which a checkpoint continues is counted too.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time until the stage would be done at this pace; null before it is known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>Result of the finished epoch; null within an epoch and in stages without epochs.</summary>
    public EpochResult? FinishedEpoch { get; init; }

    /// <summary>Where it stands, in one line and the invariant culture.</summary>
    public override string ToString()
    {
        string done = Epochs > 0
            ? Invariant($"epoch {Epoch} of {Epochs}, step {Step} of {Steps}, training loss {TrainingLoss:F4}, {TokensPerSecond:F0} tokens a second")
            : Total is { } total ? Invariant($"{Done} of {total}") : Invariant($"{Done}");
        string left = Remaining is { } remaining ? Invariant($", {remaining.TotalSeconds:F1} s left") : "";
        return Invariant($"{StageName}: {done}, {Elapsed.TotalSeconds:F1} s{left}");
    }
}
