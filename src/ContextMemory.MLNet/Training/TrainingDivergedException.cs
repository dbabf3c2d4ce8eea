using static System.FormattableString;

namespace ContextMemory.MLNet.Training;

/// <summary>The loss became infinite or not a number before there was an epoch to go back to.</summary>
internal sealed class TrainingDivergedException(double learningRate) : InvalidOperationException(
    "Training has diverged: in the first epoch the loss became infinite or not a number. " +
    Invariant($"Lower {nameof(TrainingOptions)}.{nameof(TrainingOptions.LearningRate)} ({learningRate})."));
