namespace ContextMemory.MLNet.Engines;

/// <summary>Computes the steps of a training: forward, loss, backward, and the optimizer's update.</summary>
internal interface IEngine
{
    /// <summary>A part of what identifies a training: an engine cannot go on where another one was interrupted.</summary>
    string Name { get; }

    /// <summary>Measures what learning takes of memory, by learning from the longest examples once. The weights stay as they are.</summary>
    /// <param name="objective">What is to be learned.</param>
    /// <param name="batchSize">Examples of the largest batch.</param>
    /// <param name="threads">The most threads that may be used.</param>
    /// <param name="bytesLeft">What measuring may take; <see cref="long.MaxValue"/> where there is no bound.</param>
    ILearnerMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft);

    /// <summary>Makes a learner that starts from the objective's weights.</summary>
    /// <param name="objective">What is to be learned.</param>
    /// <param name="options">How.</param>
    /// <param name="plan">One of those that <see cref="Measure"/> has found.</param>
    ILearner CreateLearner(IObjective objective, LearnerOptions options, LearnerPlan plan);
}
