namespace ContextMemory.MLNet;

/// <summary>What a <see cref="BatchScorer{TResult}"/> does with a text for which its queue has no room.</summary>
public enum FullQueue
{
    /// <summary>The caller waits until there is room.</summary>
    Wait,

    /// <summary>The caller gets a <see cref="QueueFullException"/> at once.</summary>
    Fail,
}
