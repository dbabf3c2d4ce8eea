namespace ContextMemory.MLNet;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainingLoss">Mean loss over the training rows while they were learned from.</param>
/// <param name="ValidationLoss">Mean loss over all validation rows, or null where there are none.</param>
/// <param name="ValidationMetric">
/// The task's measure over all validation rows, larger is better (accuracy for classification), or null where there are none.
/// </param>
/// <param name="IsBest">Whether it is the best epoch so far.</param>
public sealed record EpochResult(int Epoch, double TrainingLoss, double? ValidationLoss, double? ValidationMetric, bool IsBest);
