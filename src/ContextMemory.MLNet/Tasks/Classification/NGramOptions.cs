namespace ContextMemory.MLNet;

/// <summary>
/// The classifier's second way to its answer: a linear model over runs of words, and a memory of the documents it was learned from. What rare
/// phrases and many weak words tell they learn from few rows; order, negation and context are the encoder's part. All are mixed by weights
/// that are fitted on the validation rows.
/// </summary>
/// <remarks>
/// Up to 200 classes, each has a machine of its own, which costs some passes over the rows for every class. Above that, all classes learn
/// together in three passes over the rows, whatever their number: a row moves its own classes and the few others that come closest to it,
/// and a class has weights only for the runs of words that its own rows have, 4,000,000 in all at most. How much the parts count, and the
/// thresholds of labels, are then fitted on so many of the validation rows that these have 4,000,000 probabilities, but on 100 at least.
/// The log says so.
/// </remarks>
public sealed record NGramOptions
{
    internal const int MostWords = 5;
    internal const int MostNeighbors = 1_000;

    /// <summary>Words of the longest runs.</summary>
    /// <value>0 to 5; the default is 2. 0 leaves the linear model out.</value>
    public int Longest { get; init; } = 2;

    /// <summary>How much an error on a training row counts against small weights (C in Hsieh 2008).</summary>
    /// <value>0.001 to 1,000; the default is 1. Larger values follow the training rows more closely.</value>
    public double Cost { get; init; } = 1;

    /// <summary>
    /// Beside the linear model, so many training documents that are most like a text say which class it has (nearest neighbours): what is
    /// rare in the rows is found again there. How much they are believed is fitted on the validation rows. For that the model keeps the words of
    /// its training documents and their runs, of 2,000,000 runs at most in all, and whoever can read its file can read them; where they add
    /// nothing, none are kept. Not where a text may have any number of labels, nor without validation rows.
    /// </summary>
    /// <value>0 to 1,000; the default is 20. 0 leaves them out.</value>
    public int Neighbors { get; init; } = 20;

    internal void Validate(OptionFaults faults)
    {
        faults.Range(nameof(Longest), Longest, 0, MostWords, "2 suits most texts, 0 leaves n-grams out");
        faults.Range(nameof(Neighbors), Neighbors, 0, MostNeighbors, "20 suits most texts, 0 leaves them out");
        faults.Range(nameof(Cost), Cost, 0.001, 1_000, "1 suits most texts");
    }
}
