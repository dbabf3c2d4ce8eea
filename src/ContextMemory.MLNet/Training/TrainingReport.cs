using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How a training went.</summary>
public sealed record TrainingReport
{
    /// <summary>One entry for each epoch that was finished.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>The epoch whose weights the model has, from 1; 0 where training was cancelled before an epoch was finished.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Whether training was ended by the cancellation token.</summary>
    public required bool WasCancelled { get; init; }

    /// <summary>
    /// The stage in which training was cancelled; null where it was not. The model has what the stages before have made of it: behind the
    /// epochs a classifier's encoder, then its linear part, then its thresholds.
    /// </summary>
    public TrainingStage? CancelledIn { get; init; }

    /// <summary>Whether training was ended because the loss became infinite or not a number. The model is that of the best epoch before.</summary>
    public bool HasDiverged { get; init; }

    /// <summary>The optimizer step from which training went on with a checkpoint; 0 where it began anew.</summary>
    public int ResumedFromStep { get; init; }

    /// <summary>
    /// What computed the training, as <c>CONTEXTMEMORY_KERNEL</c> names it, and which instructions of the processor it could use. There is more than
    /// one entry where training went on from a checkpoint under another kernel or on another kind of processor: rounding differs between them, so the
    /// model is not bit for bit that of a training without interruption.
    /// </summary>
    public IReadOnlyList<string> Kernels { get; init; } = [];

    /// <summary>Rows learned from, by all encoders where there are several.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows held out or given to choose the best epoch. Where a classifier has several encoders, each held-out row is hidden from one of them, which measures it, and learned from by the others.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>What the epochs of pretraining came to, those of all encoders one behind the other, without validation; empty where there was none.</summary>
    public IReadOnlyList<EpochResult> Pretraining { get; init; } = [];

    /// <summary>Rows whose label is missing. Only pretraining learned from them; where there was none, they were left out.</summary>
    public int RowsWithoutLabel { get; init; }

    /// <summary>Encoders that were trained side by side; 0 where a classifier has its linear part alone.</summary>
    public int Members { get; init; } = 1;

    /// <summary>How far the vectors of tokens were moved in adversarial training, as a share of their length; 0 where there was none.</summary>
    public double AdversarialEpsilon { get; init; }

    /// <summary>Training documents whose n-grams a classifier has kept to look for those most like a text (<see cref="NGramOptions.Neighbors"/>); 0 where they added nothing.</summary>
    public int RememberedDocuments { get; init; }

    /// <summary>How much of the text has a word vector from the file that was given; null where none was.</summary>
    public WordVectorCoverage? WordVectors { get; init; }

    /// <summary>How the annotated entities lie on the words of the training rows; null for other tasks.</summary>
    public EntityAlignment? EntityAlignment { get; init; }

    /// <summary>Rows that were kept in a temporary file, so that <see cref="TrainingOptions.MaxMemoryMB"/> was kept.</summary>
    public int RowsOnDisk { get; init; }

    /// <summary>The most memory that the process was expected to have when training began, in MiB.</summary>
    public double EstimatedMemoryMB { get; init; }

    /// <summary>
    /// How much of what the model knew before is left; null where training was not continued, or the model has kept no validation rows.
    /// </summary>
    public OldRowsResult? OldRows { get; init; }

    /// <summary>Learned values of the model.</summary>
    public required long Parameters { get; init; }

    /// <summary>The options with which the model was trained: what they left to the data has the value that came of it.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>What the effort came to: every value that the options had left open.</summary>
    public TrainingRecipe? Recipe { get; init; }

    /// <summary>
    /// How good the finished classifier is on the validation rows, with log loss and calibration error, measured before it learned from
    /// those that were held out for it; null where there were none, where a text may have any number of labels, and for other tasks.
    /// </summary>
    public ClassificationMetrics? ValidationMetrics { get; init; }

    /// <summary>Time from the first step to the last; that between an interruption and going on is not counted.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time of all stages, from the first row that was read to the finished model, in this run.</summary>
    public TimeSpan TotalElapsed { get; init; }

    /// <summary>How the training went in a line or a few, in the invariant culture.</summary>
    public override string ToString()
    {
        if (Members == 0 && Epochs.Count == 0)
        {
            return Invariant($"linear part alone: {Parameters} parameters learned from {TrainingRows} rows ({ValidationRows} for validation) in {Elapsed.TotalSeconds:F1} s") +
                (WasCancelled ? ", cancelled" : "") + (ValidationMetrics is { } measured ? $"\nvalidation: {measured}" : "");
        }

        string end = HasDiverged ? ", diverged" : WasCancelled ? ", cancelled" : "";
        string resumed = ResumedFromStep > 0 ? Invariant($", gone on from step {ResumedFromStep}") : "";
        string best = Epochs.FirstOrDefault(epoch => epoch.Epoch == BestEpoch) is { } result ? $"\nbest {result}" : "";
        string validation = ValidationMetrics is { } metrics ? $"\nvalidation: {metrics}" : "";
        return Invariant($"{Parameters} parameters learned from {TrainingRows} rows ({ValidationRows} for validation) in {Elapsed.TotalSeconds:F1} s: ") +
            Invariant($"{Epochs.Count} of {Options.Epochs} epochs{resumed}{end}{best}{validation}");
    }
}
