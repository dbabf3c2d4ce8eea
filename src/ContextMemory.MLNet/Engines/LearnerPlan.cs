namespace ContextMemory.MLNet.Engines;

/// <summary>One of the ways in which an engine can learn: the more it holds in memory at once, the faster.</summary>
/// <param name="Threads">Threads at work at once.</param>
internal abstract record LearnerPlan(int Threads)
{
    /// <summary>What learning takes beside the weights and the optimizer's state, in bytes.</summary>
    public abstract long Bytes { get; }

    /// <summary>What the bytes are for, as a part of a sentence.</summary>
    public abstract string Parts { get; }
}
