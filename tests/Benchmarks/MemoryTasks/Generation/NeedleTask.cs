using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Which word stood behind a marker. The same words stand elsewhere too, as often in a text of any length.</summary>
internal sealed class NeedleTask() : MemoryTask("needle", Needles, ["needle", .. Enumerable.Range(0, Needles).Select(number => $"n{number}")])
{
    private const int Needles = 8;
    private const int Marker = FillerWords;
    private const int FirstNeedle = Marker + 1;

    // One word of so many.
    private const int DistractorEvery = 8;

    public override string Description => "the word behind the only marker, which may be anywhere; one word of 8 is such a word without the marker";

    protected override int Write(RandomStream random, Span<int> words, bool isGraded)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (random.NextInteger(DistractorEvery) == 0)
            {
                words[i] = FirstNeedle + random.NextInteger(Needles);
            }
        }

        int place = random.NextInteger(words.Length - 1);
        int needle = random.NextInteger(Needles);
        words[place] = Marker;
        words[place + 1] = FirstNeedle + needle;
        return needle;
    }
}
