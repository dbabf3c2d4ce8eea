namespace ContextMemory.MLNet.Training;

/// <summary>How far a training has come, apart from its weights and its optimizer.</summary>
internal sealed class TrainingState
{
    /// <summary>One entry for each finished epoch.</summary>
    public List<EpochResult> Epochs { get; } = [];

    /// <summary>Batches of the epoch at work that have been learned from.</summary>
    public int Batches { get; set; }

    /// <summary>Losses of these batches.</summary>
    public double LossSum { get; set; }

    /// <summary>Targets of these batches.</summary>
    public double TargetSum { get; set; }

    /// <summary>Tokens learned from in all epochs.</summary>
    public long Tokens { get; set; }

    /// <summary>Tokens learned from before the epoch at work.</summary>
    public long TokensBefore { get; set; }

    /// <summary>Time spent up to the last checkpoint.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Time spent before the epoch at work.</summary>
    public TimeSpan ElapsedBefore { get; set; }

    /// <summary>The epoch with the best result, from 1; 0 before the first is finished.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Its result; null where there are no validation rows.</summary>
    public ValidationResult? BestResult { get; set; }

    /// <summary>Its weights, or their average.</summary>
    public float[]? BestValues { get; set; }

    /// <summary>What has computed the training so far: see <see cref="TrainingReport.Kernels"/>.</summary>
    public IReadOnlyList<string> Kernels { get; set; } = [];

    /// <summary>Mean loss of the epoch so far.</summary>
    public double MeanLoss => TargetSum > 0 ? LossSum / TargetSum : 0;

    /// <summary>Notes what computes from now on.</summary>
    public void RunsUnder(string kernels) => Kernels = Kernels.Contains(kernels) ? Kernels : [.. Kernels, kernels];

    public void StartEpoch(TimeSpan elapsed)
    {
        (Batches, LossSum, TargetSum, TokensBefore, ElapsedBefore) = (0, 0, 0, Tokens, elapsed);
    }
}
