using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>Draws the documents of a task: the same for the same seed, on every machine.</summary>
internal static class TaskRows
{
    public const int ShortestTrained = 32;
    public const int LongestTrained = 512;

    // Powers of two from the shortest length to the longest.
    private const int Octaves = 4;

    private const ulong TrainingStream = 0;
    private const ulong ValidationStream = 1;
    private const ulong TestStream = 2;

    /// <summary>Documents to learn from.</summary>
    public static IReadOnlyList<TaskDocument> Training(MemoryTask task, int rows, int seed) => OfTrainedLengths(task, rows, seed, TrainingStream);

    /// <summary>Others of the same lengths.</summary>
    public static IReadOnlyList<TaskDocument> Validation(MemoryTask task, int rows, int seed) => OfTrainedLengths(task, rows, seed, ValidationStream);

    /// <summary>Documents of one length.</summary>
    public static IEnumerable<TaskDocument> Test(MemoryTask task, int rows, int length, int seed) =>
        Enumerable.Range(0, rows).Select(row => task.Draw(new RandomStream((ulong)seed, TestStream, (ulong)length, (ulong)row), length, isGraded: false));

    private static IReadOnlyList<TaskDocument> OfTrainedLengths(MemoryTask task, int rows, int seed, ulong stream) =>
    [
        .. Enumerable.Range(0, rows).Select(row =>
        {
            var random = new RandomStream((ulong)seed, stream, (ulong)row);
            return task.Draw(random, DrawLength(random), isGraded: stream == TrainingStream);
        }),
    ];

    /// <summary>Each octave is as likely as the others. Whole numbers alone: logarithms differ between machines in their last bit.</summary>
    private static int DrawLength(RandomStream random)
    {
        int low = ShortestTrained << random.NextInteger(Octaves);
        return low + random.NextInteger(low + 1);
    }
}
