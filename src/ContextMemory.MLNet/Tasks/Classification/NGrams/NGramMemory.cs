namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>How much memory the n-grams of some rows will take, in bytes, before they are counted.</summary>
/// <param name="Fixed">What is needed in memory at a time, at most.</param>
/// <param name="Rows">The vectors of the rows, which can be in a file.</param>
internal readonly record struct NGramMemory(long Fixed, long Rows)
{
    // Of one that is counted: an entry of a dictionary.
    private const int BytesPerCounted = 30;

    // Of one that has a feature: its number, its rarity and its entry in a dictionary.
    private const int BytesPerFeature = 40;

    // Where there are more than may have a feature, those that occur once go together: about so many are left.
    private const double ShareOfRepeated = 0.25;

    // Of a value that is not zero: in the rows, and in a memory of documents while it is written.
    private const int BytesPerValue = 8;
    private const int BytesPerRemembered = 40;

    /// <param name="documents">The rows, as codes.</param>
    /// <param name="firstUnknown">Codes from here on are of unknown words.</param>
    /// <param name="longest">Tokens of the longest n-grams.</param>
    /// <param name="bounds">What may be kept.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="labelsPerRow">Mean number of labels of a row.</param>
    /// <param name="workers">Classes that are learned side by side.</param>
    /// <param name="isTwice">Whether the rows are learned from once more, with the first result still there.</param>
    public static NGramMemory Estimate(
        IReadOnlyList<int[]> documents,
        int firstUnknown,
        int longest,
        NGramBounds bounds,
        int classes,
        double labelsPerRow,
        int workers,
        bool isTwice)
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
        long ofWeights = areMany ? ManyClassSolver.MemoryFor((int)features, classes, (long)(labelsPerRow * values)) : sizeof(float) * features * classes;
        long result = BytesPerFeature * features + ofWeights + BytesPerValue * Math.Min(values, bounds.Remembered);
        long ofWorkers = areMany ? 0 : Math.Min(workers, classes) * ClassLearner.MemoryFor(features, documents.Count);
        long ofRemembered = BytesPerRemembered * Math.Min(values, bounds.Remembered);
        long needed = Math.Max(BytesPerCounted * counted, result + Math.Max(ofWorkers, ofRemembered));
        return new NGramMemory((isTwice ? result : 0) + needed, BytesPerValue * values);
    }
}
