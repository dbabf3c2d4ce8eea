using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// Examples that a model keeps of what it has learned from and been validated on: a later training learns from them again, so that what
/// they taught is not forgotten (Robins 1995), and measures how much is.
/// </summary>
internal sealed class ReplayRows
{
    private const ulong Stream = 0x5265706c6179;

    /// <summary>The most of either kind that are kept.</summary>
    public required int Size { get; init; }

    /// <summary>Some of the training rows.</summary>
    public required ReplaySample Training { get; init; }

    /// <summary>Some of the validation rows.</summary>
    public required ReplaySample Validation { get; init; }

    /// <param name="size">The most of either kind that are kept.</param>
    /// <param name="old">What was kept of earlier trainings, if anything was.</param>
    /// <param name="training">The new training rows come first.</param>
    /// <param name="newTraining">How many they are.</param>
    /// <param name="validation">The new validation rows come first.</param>
    /// <param name="newValidation">How many they are.</param>
    /// <param name="seed">Of the choice.</param>
    public static ReplayRows Choose(
        int size, ReplayRows? old, EncodedRows training, int newTraining, EncodedRows validation, int newValidation, ulong seed)
    {
        var random = new RandomStream(seed, Stream);
        return new ReplayRows
        {
            Size = size,
            Training = ReplaySample.Choose(size, old?.Training, training, newTraining, random),
            Validation = ReplaySample.Choose(size, old?.Validation, validation, newValidation, random),
        };
    }

    /// <summary>The same rows as a vocabulary encodes them that has words added.</summary>
    public ReplayRows In(GrownCodes codes) => new()
    {
        Size = Size,
        Training = Training.In(codes),
        Validation = Validation.In(codes),
    };
}
