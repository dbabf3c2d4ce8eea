namespace ContextMemory.MLNet;

/// <summary>The queue of a <see cref="BatchScorer{TResult}"/> had no room for a text, and <see cref="BatchScorerOptions.WhenFull"/> is <see cref="FullQueue.Fail"/>.</summary>
public sealed class QueueFullException : Exception
{
    internal QueueFullException(int capacity)
        : base($"{capacity} texts wait to be scored, and the queue takes no more: try again later, or raise {nameof(BatchScorerOptions)}.{nameof(BatchScorerOptions.QueueCapacity)}.")
    {
    }
}
