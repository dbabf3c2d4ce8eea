namespace ContextMemory.MLNet;

/// <summary>How the vocabulary is learned from the training text.</summary>
/// <remarks>The options of a task have defaults of their own for some of these values; what is not set here is as it is there.</remarks>
public sealed record VocabularyOptions
{
    private const int TokensPerWord = 100;
    private const int SmallestSize = 20_000;
    private const int LargestSize = 100_000;

    internal const int MostHashBuckets = 10_000_000;

    /// <summary>Whether upper and lower case are the same to the model.</summary>
    /// <value>The default is true.</value>
    public bool LowerCase { get; init; } = true;

    /// <summary>How often a word must occur to be known. Rarer ones are read by their character n-grams.</summary>
    /// <value>1 to 1,000,000; the default is 2.</value>
    public int MinimumCount
    {
        get => MinimumCountSetting.Value;
        init => MinimumCountSetting = value;
    }

    /// <summary>The largest number of known words; the most frequent ones are kept.</summary>
    /// <value>0 to 10,000,000. The default 0 derives it from the text: a hundredth of its tokens, 20,000 to 100,000.</value>
    public int MaximumSize { get; init; }

    /// <summary>
    /// Rows of the embedding table that unknown words share: each is the mean of the rows of its character n-grams (3 to 5
    /// characters, with marks for its ends), found by a hash (Bojanowski 2017).
    /// </summary>
    /// <value>1 to 10,000,000; the default is 4,096. More rows mean fewer n-grams that share one, and a larger model.</value>
    public int HashBuckets { get; init; } = 4_096;

    /// <summary>
    /// Whether pairs of characters count as words as well in scripts that are written without spaces, such as Chinese: each character is
    /// then read together with the one before it.
    /// </summary>
    /// <value>The default is false; that of classifiers is true.</value>
    public bool CharacterPairs
    {
        get => CharacterPairsSetting.Value;
        init => CharacterPairsSetting = value;
    }

    private Setting<int> MinimumCountSetting { get; init; } = Setting<int>.Default(2);

    private Setting<bool> CharacterPairsSetting { get; init; } = Setting<bool>.Default(false);

    /// <summary>These options with what is not set taken from others, where those set it.</summary>
    internal VocabularyOptions Over(VocabularyOptions defaults) => this with
    {
        MinimumCountSetting = MinimumCountSetting.Over(defaults.MinimumCountSetting),
        CharacterPairsSetting = CharacterPairsSetting.Over(defaults.CharacterPairsSetting),
    };

    /// <summary><see cref="MaximumSize"/> for a text of so many tokens.</summary>
    internal int SizeFor(long tokens) => MaximumSize > 0 ? MaximumSize : (int)Math.Clamp(tokens / TokensPerWord, SmallestSize, LargestSize);

    internal void Validate(OptionFaults faults)
    {
        faults.Range(nameof(MinimumCount), MinimumCount, 1, 1_000_000, "use 2 to read words that occur once by their characters");
        faults.Range(nameof(MaximumSize), MaximumSize, 0, 10_000_000, "0 derives it from the text");
        faults.Range(nameof(HashBuckets), HashBuckets, 1, MostHashBuckets, "4096 is enough for most texts");
    }
}
