namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>The part of a pretraining that is of one encoder: its numbers among those of all.</summary>
/// <param name="Member">The encoder, from 0.</param>
/// <param name="Members">How many there are.</param>
/// <param name="Epochs">Of each.</param>
/// <param name="Before">Time that the encoders before took.</param>
internal sealed record PretrainingStage(int Member, int Members, int Epochs, TimeSpan Before)
{
    public EpochResult OfAll(EpochResult own) => own with
    {
        Epoch = (Member * Epochs) + own.Epoch,
        Elapsed = Before + own.Elapsed,
        Remaining = Remaining(own.Elapsed, own.Remaining),
    };

    public TrainingProgress OfAll(TrainingProgress own) => own with
    {
        Stage = TrainingStage.Pretraining,
        Epoch = (Member * Epochs) + own.Epoch,
        Epochs = Members * Epochs,
        Done = (Member * own.Total!.Value) + own.Done,
        Total = Members * own.Total,
        Step = (Member * own.Steps) + own.Step,
        Steps = Members * own.Steps,
        Elapsed = Before + own.Elapsed,
        Remaining = own.Remaining is { } remaining ? Remaining(own.Elapsed, remaining) : null,
        FinishedEpoch = own.FinishedEpoch is { } epoch ? OfAll(epoch) : null,
    };

    // The encoders behind will take as long as this one.
    private TimeSpan Remaining(TimeSpan elapsed, TimeSpan remaining) => remaining + ((Members - Member - 1) * (elapsed + remaining));
}
