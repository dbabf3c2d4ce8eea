using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>How often a word occurs, modulo 4: one occurrence that is missed or forgotten makes the answer wrong.</summary>
internal sealed class CountTask() : MemoryTask("count", Modulus, ["tick"])
{
    private const int Modulus = 4;
    private const int Counts = 16;
    private const int Tick = FillerWords;

    public override string Description => "how often a word occurs, modulo 4; 0 to 15 times, whatever the length (more often few times where it is learned)";

    protected override int Write(RandomStream random, Span<int> words, bool isGraded)
    {
        int count = random.NextInteger(isGraded ? 1 + random.NextInteger(Counts) : Counts);
        for (int written = 0; written < count;)
        {
            int place = random.NextInteger(words.Length);
            if (words[place] != Tick)
            {
                words[place] = Tick;
                written++;
            }
        }

        return count % Modulus;
    }
}
