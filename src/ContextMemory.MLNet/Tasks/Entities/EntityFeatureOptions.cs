namespace ContextMemory.MLNet;

/// <summary>What an entity extractor sees of a word and of those around it.</summary>
public sealed record EntityFeatureOptions
{
    internal const int MostGazetteers = 100;

    /// <summary>How often a word must occur to have a vector of its own. Rarer ones are read by their characters.</summary>
    /// <value>1 to 1,000,000; the default is 2.</value>
    public int MinimumWordCount { get; init; } = 2;

    /// <summary>The largest number of words with a vector of their own; the most frequent ones are kept.</summary>
    /// <value>1 to 10,000,000; the default is 50,000.</value>
    public int MaximumWords { get; init; } = 50_000;

    /// <summary>Rows of the table of character n-grams (3 to 5 characters, found by a hash).</summary>
    /// <value>1 to 10,000,000; the default is 8,192.</value>
    public int HashBuckets { get; init; } = 8_192;

    /// <summary>How often a feature must occur to have weights of its own.</summary>
    /// <value>1 to 1,000,000; the default is 2.</value>
    public int MinimumFeatureCount { get; init; } = 2;

    /// <summary>The largest number of features with weights of their own; the most frequent ones are kept.</summary>
    /// <value>1 to 10,000,000; the default is 1,000,000.</value>
    public int MaximumFeatures { get; init; } = 1_000_000;

    /// <summary>Share of the features that are hidden while learning, so that the model does not come to lean on one alone.</summary>
    /// <value>0 to 0.95; the default is 0.4.</value>
    public double FeatureDropout { get; init; } = 0.4;

    /// <summary>Share of the words that are taken for unknown while learning, so that the others help where they are.</summary>
    /// <value>0 to 0.95; the default is 0.1.</value>
    public double WordDropout { get; init; } = 0.1;

    /// <summary>
    /// Files with names, one in each line, in UTF-8 (.gz: compressed): each file is a list of one kind, of towns or of products. That a
    /// token stands in such a name, whatever its case, and where in it, are features beside the others; how much they tell is learned. The
    /// lists are saved with the model, as hashes.
    /// </summary>
    /// <value>At most 100 files; the default is none.</value>
    public IReadOnlyList<string> Gazetteers { get; init; } = [];

    /// <summary>
    /// Reads each word character by character beside its hashed n-grams (Lample 2016, section 4.1; Ma and Hovy 2016), in their order and
    /// with their case, with an encoder of any kind: <c>new LstmOptions { EmbeddingSize = 32, HiddenSize = 32, Pooling =
    /// Pooling.Max }</c>. A word is read whole, up to 64 characters of it; <see cref="EncoderOptions.SegmentLength"/> is not used.
    /// </summary>
    /// <value>The default is null: no such encoder.</value>
    public EncoderOptions? Characters { get; init; }

    internal void Validate(OptionFaults faults)
    {
        faults.Range(nameof(MinimumWordCount), MinimumWordCount, 1, 1_000_000, "use 2 to read words that occur once by their characters");
        faults.Range(nameof(MaximumWords), MaximumWords, 1, 10_000_000, "50000 is enough for most texts");
        faults.Range(nameof(HashBuckets), HashBuckets, 1, VocabularyOptions.MostHashBuckets, "8192 is enough for most texts");
        faults.Range(nameof(MinimumFeatureCount), MinimumFeatureCount, 1, 1_000_000, "2 leaves out what is seen once");
        faults.Range(nameof(MaximumFeatures), MaximumFeatures, 1, 10_000_000, "1000000 is enough for most texts");
        faults.Range(nameof(FeatureDropout), FeatureDropout, 0, 0.95, "0.4 is usual, 0 turns it off");
        faults.Range(nameof(WordDropout), WordDropout, 0, 0.95, "0.1 is usual, 0 turns it off");
        int lists = Gazetteers?.Count ?? -1;
        faults.Check(
            lists is >= 0 and <= MostGazetteers && Gazetteers!.All(path => !string.IsNullOrEmpty(path)),
            nameof(Gazetteers),
            lists < 0 ? "null" : lists > MostGazetteers ? $"{lists} files" : "a list with an empty name",
            $"up to {MostGazetteers} names of files",
            "leave it out to use none");
        if (Characters is not null)
        {
            faults.Inside(nameof(Characters), Characters.Validate);
        }
    }
}
