namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Hands on each report at once and on the thread that reports, unlike Progress(T).</summary>
internal sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
