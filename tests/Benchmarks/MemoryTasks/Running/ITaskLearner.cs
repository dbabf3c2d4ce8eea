namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>What is trained on a task.</summary>
internal interface ITaskLearner
{
    /// <summary>In the table.</summary>
    string Name { get; }

    /// <summary>Words of the longest document that it can read.</summary>
    int LongestDocument { get; }

    /// <param name="task">What is learned.</param>
    /// <param name="training">To learn from.</param>
    /// <param name="validation">To choose the best epoch by.</param>
    ITaskModel Train(MemoryTask task, IReadOnlyList<TaskDocument> training, IReadOnlyList<TaskDocument> validation);
}
