using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Associative recall: which value stood behind a key. All pairs must be remembered, for the key is asked at the end.</summary>
internal sealed class RecallTask() : MemoryTask("recall", Values, [.. Names('k', Keys), .. Names('v', Values)])
{
    private const int Keys = 16;
    private const int Values = 8;
    private const int Pairs = 8;

    public override string Description => "the value of the key that is the last word; 8 pairs of key and value are the first words (where it is learned, 1 to 8 pairs, anywhere)";

    protected override int Write(RandomStream random, Span<int> words, bool isGraded)
    {
        int[] keys = Shuffled(random, Keys);
        int pairs = isGraded ? 1 + random.NextInteger(Pairs) : Pairs;
        int[] values = [.. Enumerable.Range(0, pairs).Select(_ => random.NextInteger(Values))];

        // Where one learns, some pairs are near the end: gradients that pass hundreds of words vanish before anything has been learned.
        int start = isGraded ? random.NextInteger(words.Length - 2 * pairs) : 0;
        for (int pair = 0; pair < pairs; pair++)
        {
            words[start + 2 * pair] = FillerWords + keys[pair];
            words[start + 2 * pair + 1] = FillerWords + Keys + values[pair];
        }

        int asked = random.NextInteger(pairs);
        words[^1] = FillerWords + keys[asked];
        return values[asked];
    }

    private static IEnumerable<string> Names(char first, int count) => Enumerable.Range(0, count).Select(number => $"{first}{number}");
}
