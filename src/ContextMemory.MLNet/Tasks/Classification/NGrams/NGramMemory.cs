using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>How much memory the n-grams of some rows will take, before they are counted.</summary>
internal static class NGramMemory
{
    // Of one that is counted: an entry of a dictionary.
    private const int BytesPerCounted = 30;

    // Of one that has a feature: its number, its rarity and its entry in a dictionary.
    private const int BytesPerFeature = 40;

    // For each feature, a worker's two solutions, how much it alone speaks for a class, and the counts that this is found from.
    private const int BytesPerSolved = 32;

    // For each row, what a worker knows of it.
    private const int BytesPerSolvedRow = 24;

    // Where there are more than may have a feature, those that occur once go together: about so many are left.
    private const double ShareOfRepeated = 0.25;

    // Of a value that is not zero: in the rows, and in a memory of documents while it is written.
    private const int BytesPerValue = 8;
    private const int BytesPerRemembered = 40;

    /// <summary>The most bytes that are taken at a time, about.</summary>
    /// <param name="documents">The rows, as codes.</param>
    /// <param name="firstUnknown">Codes from here on are of unknown words.</param>
    /// <param name="longest">Tokens of the longest n-grams.</param>
    /// <param name="bounds">What may be kept.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="workers">Classes that are learned side by side.</param>
    /// <param name="isTwice">Whether the rows are learned from once more, with the first result still there.</param>
    public static long Estimate(
        IReadOnlyList<int[]> documents, int firstUnknown, int longest, NGramBounds bounds, int classes, int workers, bool isTwice)
    {
        var different = new DistinctCount();
        var ngrams = new List<ulong>();
        long values = 0;
        foreach (int[] document in documents)
        {
            NGramReader.Read(document, firstUnknown, longest, ngrams);
            values += ngrams.Count;
            ngrams.ForEach(different.Add);
        }

        long counted = Math.Min(different.Estimate(), bounds.Counted);
        long features = counted;
        if (counted > bounds.Features)
        {
            features = Math.Min(bounds.Features, (long)(ShareOfRepeated * counted));
            values -= Math.Min(values, counted - features);
        }

        bool areMany = classes > ManyClasses.Threshold;
        long ofWeights = areMany ? ManyClassSolver.MemoryFor((int)features, classes) : sizeof(float) * features * classes;
        long result = BytesPerFeature * features + ofWeights + BytesPerValue * Math.Min(values, bounds.Remembered);
        long ofWorkers = areMany ? 0 : Math.Min(workers, classes) * (BytesPerSolved * features + BytesPerSolvedRow * (long)documents.Count);
        long solving = BytesPerValue * values + ofWorkers;
        long remembering = BytesPerValue * values + BytesPerRemembered * Math.Min(values, bounds.Remembered);
        return (isTwice ? result : 0) + Math.Max(BytesPerCounted * counted, result + Math.Max(solving, remembering));
    }
}
