namespace ContextMemory.MLNet;

/// <summary>Where training stands.</summary>
public sealed record TrainingProgress
{
    /// <summary>Whether this is about pretraining, which learns from the texts alone and has epochs and steps of its own; training follows.</summary>
    public bool IsPretraining { get; init; }

    /// <summary>The epoch at work or just finished, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs planned.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimizer steps done in all epochs.</summary>
    public required int Step { get; init; }

    /// <summary>Optimizer steps planned in all epochs.</summary>
    public required int Steps { get; init; }

    /// <summary>The step from which training went on with a checkpoint; 0 where it began anew.</summary>
    public int ResumedFromStep { get; init; }

    /// <summary>Mean training loss of the epoch so far.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>Tokens learned from a second, since training began.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>The most memory that the process will have, about, as known when training began, in MiB.</summary>
    public double EstimatedMemoryMB { get; init; }

    /// <summary>Rows that are kept in a temporary file, so that <see cref="TrainingOptions.MaxMemoryMB"/> is kept.</summary>
    public int RowsOnDisk { get; init; }

    /// <summary>The most memory that the process has had so far, in MiB.</summary>
    public double PeakMemoryMB { get; init; }

    /// <summary>Time since training began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time until all epochs would be done at this pace; zero before the first step.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>Result of the finished epoch; null within an epoch.</summary>
    public EpochResult? FinishedEpoch { get; init; }
}
