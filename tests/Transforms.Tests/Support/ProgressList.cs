using ContextMemory.MLNet;

namespace Transforms.Tests.Support;

/// <summary>Keeps all reports; unlike Progress(T) at once and on the thread that reports.</summary>
internal sealed class ProgressList(Action<TrainingProgress>? onReport = null) : IProgress<TrainingProgress>
{
    public List<TrainingProgress> Reports { get; } = [];

    public HashSet<int> Threads { get; } = [];

    public void Report(TrainingProgress value)
    {
        Reports.Add(value);
        Threads.Add(Environment.CurrentManagedThreadId);
        onReport?.Invoke(value);
    }
}
