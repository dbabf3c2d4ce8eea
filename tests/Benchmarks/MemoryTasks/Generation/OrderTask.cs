using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Which of two markers comes first. Both are in every document, so the words alone cannot tell.</summary>
internal sealed class OrderTask() : MemoryTask("order", 2, ["alpha", "beta"])
{
    public override string Description => "which of two marker words comes first; one is in the first 40 %, the other in the last 40 %";

    protected override int Write(RandomStream random, Span<int> words, bool isGraded)
    {
        int part = words.Length * 2 / 5;
        int first = random.NextInteger(2);
        words[random.NextInteger(part)] = FillerWords + first;
        words[words.Length - 1 - random.NextInteger(part)] = FillerWords + 1 - first;
        return first;
    }
}
