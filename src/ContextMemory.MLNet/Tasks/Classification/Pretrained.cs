namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>What came of a pretraining.</summary>
/// <param name="Epochs">Those that were finished.</param>
/// <param name="WasCancelled">Whether there should have been more.</param>
internal sealed record Pretrained(IReadOnlyList<EpochResult> Epochs, bool WasCancelled)
{
    public static Pretrained Not { get; } = new([], WasCancelled: false);
}
