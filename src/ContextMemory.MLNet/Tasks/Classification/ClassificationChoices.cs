namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>What the options of a classifier say that a recipe is made from.</summary>
/// <param name="Encoder">A hidden size of 0, and a segment length of 0, is derived from the rows.</param>
/// <param name="Members">Number of encoders; 0 derives it.</param>
/// <param name="Training">Epochs, a batch size and a learning rate of 0 are derived.</param>
/// <param name="AdversarialEpsilon">Null derives it.</param>
/// <param name="PretrainingEpochs">Null derives it, 0 leaves pretraining out.</param>
/// <param name="NeedsEncoder">Whether the linear part alone would not do what is asked for.</param>
/// <param name="ContinueFrom">The model that training goes on from; null where it does not.</param>
internal sealed record ClassificationChoices(
    EncoderOptions Encoder,
    int Members,
    TrainingOptions Training,
    double? AdversarialEpsilon,
    int? PretrainingEpochs,
    bool NeedsEncoder,
    ClassificationModel? ContinueFrom)
{
    /// <summary>Whether there may be pretraining: what goes on from a trained model knows the language already, unless it starts almost anew.</summary>
    public bool IsPretrained => PretrainingEpochs != 0 && (ContinueFrom is null || GrownModel.StartsAlmostAnew(ContinueFrom));
}
