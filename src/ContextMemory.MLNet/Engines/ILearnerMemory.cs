namespace ContextMemory.MLNet.Engines;

/// <summary>What learning an objective takes of memory, as an engine has measured it.</summary>
internal interface ILearnerMemory
{
    /// <summary>
    /// The ways to learn from batches of a size, best first, the one that takes the least last. A plan decides memory and speed, never the
    /// weights that come out.
    /// </summary>
    /// <param name="batchSize">Examples of the largest batch: as many as were measured, or fewer.</param>
    IReadOnlyList<LearnerPlan> Plans(int batchSize);
}
