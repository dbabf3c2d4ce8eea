namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>A document of a task.</summary>
/// <param name="Words">The numbers of its words, below <see cref="MemoryTask.WordCount"/>.</param>
/// <param name="Label">Its class.</param>
internal sealed record TaskDocument(int[] Words, int Label);
