namespace ContextMemory.MLNet;

/// <summary>
/// The classifier's second way to its answer: a linear model over runs of words. What rare phrases and many weak words tell it learns
/// from few rows; order, negation and context are the encoder's part. Both are mixed by weights that are fitted on the validation rows.
/// </summary>
public sealed record NGramOptions
{
    internal const int MostWords = 5;

    /// <summary>Words of the longest runs.</summary>
    /// <value>0 to 5; the default is 2. 0 leaves the linear model out.</value>
    public int Longest { get; init; } = 2;

    /// <summary>How much an error on a training row counts against small weights (C in Hsieh 2008).</summary>
    /// <value>0.001 to 1,000; the default is 1. Larger values follow the training rows more closely.</value>
    public double Cost { get; init; } = 1;

    internal void Validate(OptionFaults faults)
    {
        faults.Range(nameof(Longest), Longest, 0, MostWords, "2 suits most texts, 0 leaves n-grams out");
        faults.Range(nameof(Cost), Cost, 0.001, 1_000, "1 suits most texts");
    }
}
