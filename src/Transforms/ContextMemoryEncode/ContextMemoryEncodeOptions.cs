using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet;

/// <summary>Options of <c>mlContext.Transforms.ContextMemoryEncode</c>.</summary>
public sealed record ContextMemoryEncodeOptions
{
    private static readonly EncoderDefaults UsualEncoder = new()
    {
        Pooling = Pooling.Mean | Pooling.Max,
    };

    private static readonly VocabularyOptions UsualVocabulary = new() { CharacterPairs = true };

    private static readonly TrainingOptions UsualTraining = new() { AverageEpochs = 1, Patience = 6 };

    /// <summary>The column that is added: a known-size vector of Single.</summary>
    /// <value>The default is "Features".</value>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>The text column that is read.</summary>
    /// <value>The default is "Text".</value>
    public string InputColumnName { get; init; } = "Text";

    /// <summary>A label to learn from: text, Boolean or a key. Without one the encoder learns from the text alone.</summary>
    /// <value>The default is null.</value>
    public string? LabelColumnName { get; init; }

    /// <summary>
    /// How words are learned from text alone; beside it, the words that a text has are told from its vector (Le and Mikolov 2014, section 2.3),
    /// so that the vector knows what the text is about. Not used with a label.
    /// </summary>
    /// <value>The default is <see cref="TokenObjective.MaskedToken"/>.</value>
    public TokenObjective Objective { get; init; } = TokenObjective.MaskedToken;

    /// <summary>The architecture.</summary>
    /// <value>The default reads in both directions with a GRU and takes mean and maximum over the tokens: a vector of 512 numbers.</value>
    public EncoderOptions Encoder
    {
        get;
        init => field = value?.Over(UsualEncoder)!;
    } = new GruOptions().Over(UsualEncoder);

    /// <summary>How the vocabulary is learned.</summary>
    /// <value>The default reads Chinese and the like by characters and by pairs of them.</value>
    public VocabularyOptions Vocabulary
    {
        get;
        init => field = value?.Over(UsualVocabulary)!;
    } = new VocabularyOptions().Over(UsualVocabulary);

    /// <summary>
    /// A tokenizer to use in place of words. It is not saved with the model: who loads the model gives it to
    /// <c>mlContext.ContextMemory().UseTokenizer</c> first.
    /// </summary>
    /// <value>The default null cuts text into words; unknown ones are read by their character n-grams.</value>
    public Tokenizer? Tokenizer { get; init; }

    /// <summary>
    /// Word vectors that the encoder starts from; how many numbers they have takes the place of
    /// <see cref="EncoderOptions.EmbeddingSize"/>. Not with a <see cref="Tokenizer"/>, whose pieces are not words.
    /// </summary>
    /// <value>The default null starts at random.</value>
    public WordVectorOptions? WordVectors { get; init; }

    /// <summary>How the encoder is trained.</summary>
    /// <value>The default is that of <see cref="TrainingOptions"/> with weights averaged over about one epoch and a patience of 6.</value>
    public TrainingOptions Training
    {
        get;
        init => field = value?.Over(UsualTraining)!;
    } = new TrainingOptions().Over(UsualTraining);

    /// <inheritdoc cref="ContextMemoryClassifierOptions.AdversarialEpsilon"/>
    /// <remarks>Only with a label.</remarks>
    public double? AdversarialEpsilon { get; init; }

    /// <summary>
    /// With a label: passes over the texts before it is learned, in which the encoder learns what it would without one. Rows whose label is
    /// missing are learned from, too.
    /// </summary>
    /// <value>
    /// 0 to 1,000. The default null derives it from the texts: 1 to 10, fewer of much text; none of 20,000 rows with a label or more, unless there
    /// are texts without one, and none where words occur 1,000 times each, on average. 0 leaves it out.
    /// </value>
    public int? PretrainingEpochs { get; init; }

    /// <summary>
    /// Data to choose the best epoch by, with the same columns, and where the label is a key the same keys, as the training data.
    /// </summary>
    /// <value>The default null holds out <see cref="TrainingOptions.ValidationFraction"/> of the training rows.</value>
    public IDataView? ValidationData { get; init; }

    internal void Validate()
    {
        var faults = new OptionFaults(nameof(ContextMemoryEncodeOptions));
        faults.NotEmpty(nameof(OutputColumnName), OutputColumnName, "\"Features\" is usual");
        faults.NotEmpty(nameof(InputColumnName), InputColumnName, "name the text column");
        faults.Check(LabelColumnName != "", nameof(LabelColumnName), "empty", "null or the name of a column", "null learns from the text alone");
        faults.Defined(nameof(Objective), Objective, "use MaskedToken");
        faults.Inside(nameof(Encoder), Encoder, (options, inner) => options.Validate(inner));
        faults.Inside(nameof(Vocabulary), Vocabulary, (options, inner) => options.Validate(inner));
        faults.Inside(nameof(WordVectors), WordVectors, Tokenizer);
        faults.CheckPretrained(Encoder, Tokenizer, WordVectors, AdversarialEpsilon);
        faults.Inside(nameof(Training), Training, (options, inner) => options.Validate(inner));
        faults.Engine(Training, Encoder);
        faults.Range(nameof(AdversarialEpsilon), AdversarialEpsilon ?? 0, 0, 10, "0.2 is usual, 0 turns it off");
        faults.Range(nameof(PretrainingEpochs), PretrainingEpochs ?? 0, 0, 1_000, "null derives it from the data, 0 leaves it out");
        if (LabelColumnName is null && Encoder is not null)
        {
            faults.Check(
                Objective != TokenObjective.NextToken || Encoder.ReadsOneWay,
                nameof(Objective),
                $"{Objective}",
                $"{TokenObjective.MaskedToken} for an encoder that sees later tokens",
                "or set Encoder.Causal = true where there is attention and Encoder.Bidirectional = false where there is recurrence");
        }

        faults.ThrowIfAny();
    }
}
