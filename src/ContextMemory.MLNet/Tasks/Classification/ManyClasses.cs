namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// What is done otherwise where there are many classes, so that neither time nor memory grows with the number of rows times that of
/// classes.
/// </summary>
internal static class ManyClasses
{
    /// <summary>
    /// Above so many classes the linear part learns all of them in shared updates, keeps few weights of each, and what is fitted on
    /// validation rows is fitted on some of them.
    /// </summary>
    public const int Threshold = 200;

    // Probabilities of validation rows that are kept at a time: 64 MB.
    private const int MostProbabilities = 1 << 24;

    // Of the rows on which the mixture is fitted: two or three factors need no more.
    private const int MostProbabilitiesToFitOn = 1 << 22;
    private const int FewestRowsToFitOn = 100;

    /// <summary>How many validation rows are measured at a time.</summary>
    public static int RowsTogether(int classes) => Math.Max(1, MostProbabilities / classes);

    /// <summary>The rows on which the mixture and the thresholds are fitted: all, or of many classes some, evenly spread.</summary>
    public static int[] RowsToFitOn(int rows, int classes)
    {
        int count = classes <= Threshold ? rows : Math.Min(rows, Math.Max(FewestRowsToFitOn, MostProbabilitiesToFitOn / classes));
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows / count))];
    }
}
