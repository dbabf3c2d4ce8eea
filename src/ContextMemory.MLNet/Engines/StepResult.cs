namespace ContextMemory.MLNet.Engines;

/// <summary>What one step has come to.</summary>
/// <param name="LossSum">The sum of the targets' losses, before the update.</param>
/// <param name="TargetSum">How many targets the batch has, or the sum of their weights.</param>
internal readonly record struct StepResult(double LossSum, double TargetSum);
