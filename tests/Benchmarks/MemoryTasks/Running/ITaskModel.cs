namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>What a learner has come to.</summary>
internal interface ITaskModel : IDisposable
{
    /// <summary>Learned values.</summary>
    long Parameters { get; }

    /// <summary>The most probable class of each document.</summary>
    int[] Classify(IReadOnlyList<TaskDocument> documents);
}
