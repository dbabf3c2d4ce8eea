using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>All that changes while a model is trained.</summary>
/// <param name="Weights">The weights that <paramref name="Learner"/> learns.</param>
/// <param name="Learner">Has its own state, the weights as it needs them among it.</param>
/// <param name="State">How far the training has come.</param>
/// <param name="Average">The average of the weights; null where there is none.</param>
/// <param name="Steps">Steps of the whole training.</param>
internal sealed record CheckpointContent(Weights Weights, ILearner Learner, TrainingState State, WeightAverage? Average, int Steps);
