using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet;

/// <summary>Options of <c>mlContext.Transforms.ContextMemoryEncode</c>.</summary>
public sealed record ContextMemoryEncodeOptions
{
    private static readonly TrainingOptions UsualTraining = new() { Epochs = 10, BatchSize = 32, LearningRate = 1e-3 };

    /// <summary>The column that is added: a known-size vector of Single.</summary>
    /// <value>The default is "Features".</value>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>The text column that is read.</summary>
    /// <value>The default is "Text".</value>
    public string InputColumnName { get; init; } = "Text";

    /// <summary>A label to learn from: text, Boolean or a key. Without one the encoder learns from the text alone.</summary>
    /// <value>The default is null.</value>
    public string? LabelColumnName { get; init; }

    /// <summary>What is learned from text alone; not used with a label.</summary>
    /// <value>The default is <see cref="TokenObjective.MaskedToken"/>.</value>
    public TokenObjective Objective { get; init; } = TokenObjective.MaskedToken;

    /// <summary>The architecture.</summary>
    public EncoderOptions Encoder { get; init; } = new();

    /// <summary>How the vocabulary is learned.</summary>
    public VocabularyOptions Vocabulary { get; init; } = new();

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
    /// <value>The default is that of <see cref="TrainingOptions"/> with 10 epochs in batches of 32 and a learning rate of 0.001.</value>
    public TrainingOptions Training
    {
        get;
        init => field = value?.Over(UsualTraining)!;
    } = UsualTraining;

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
        faults.Inside(nameof(Training), Training, (options, inner) => options.Validate(inner));
        if (LabelColumnName is null && Encoder is not null)
        {
            faults.Check(
                Objective != TokenObjective.NextToken || Encoder.ReadsOneWay,
                nameof(Objective),
                $"{Objective}",
                $"{TokenObjective.MaskedToken} for an encoder that sees later tokens",
                "or set Encoder.Causal = true where there is attention and Encoder.Bidirectional = false where there is recurrence");
            faults.Check(
                !Encoder.Pooling.HasFlag(Pooling.Attention),
                $"{nameof(Encoder)}.{nameof(Encoder.Pooling)}",
                $"{Encoder.Pooling}",
                "Mean, Max, Last or several of them where there is no label",
                "without a label there is nothing that attention pooling could learn from");
        }

        faults.ThrowIfAny();
    }
}
