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
    /// <summary>Whether the encoder is a pretrained transformer.</summary>
    public bool IsTransformer => (ContinueFrom?.Options ?? Encoder) is PretrainedOptions;

    /// <summary>
    /// Whether there may be pretraining: a pretrained transformer, and what goes on from a trained model unless it starts almost anew, know the
    /// language already.
    /// </summary>
    public bool MayPretrain => PretrainingEpochs != 0 && !IsTransformer && (ContinueFrom is null || GrownModel.StartsAlmostAnew(ContinueFrom));
}
