using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>All that changes while a model is trained.</summary>
/// <param name="Weights">The weights, the rows of tables not brought up to date.</param>
/// <param name="Optimizer">The optimizer.</param>
/// <param name="State">How far the training has come.</param>
/// <param name="Average">The average of the weights; null where there is none.</param>
internal sealed record CheckpointContent(Weights Weights, AdamOptimizer Optimizer, TrainingState State, WeightAverage? Average);
