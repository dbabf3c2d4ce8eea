namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>What came of a pretraining.</summary>
/// <param name="Epochs">Those that were finished.</param>
/// <param name="WasCancelled">Whether there should have been more.</param>
/// <param name="PeakMB">The most memory that the process was expected to have, in MiB; 0 where there was no epoch.</param>
/// <param name="Kernels">What computed it: see <see cref="TrainingReport.Kernels"/>.</param>
internal sealed record PretrainingResult(IReadOnlyList<EpochResult> Epochs, bool WasCancelled, double PeakMB, IReadOnlyList<string> Kernels)
{
    public static PretrainingResult Not { get; } = new([], WasCancelled: false, PeakMB: 0, Kernels: []);
}
