using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet;

/// <summary>Options of <c>mlContext.Transforms.Text.ContextMemorySummarize</c>.</summary>
public sealed record ContextMemorySummarizeOptions
{
    private static readonly EncoderDefaults UsualSizes = new()
    {
        EmbeddingSize = 32,
        HiddenSize = 32,
        FeedForwardSize = 64,
    };

    private static readonly VocabularyOptions UsualVocabulary = new() { MinimumCount = 3 };

    private static readonly TrainingOptions UsualTraining = new() { BatchSize = 16, AverageEpochs = 1 };

    /// <summary>The column with the summary's text; the names of those beside it begin with its name.</summary>
    /// <value>The default is "Summary".</value>
    public string OutputColumnName { get; init; } = "Summary";

    /// <summary>
    /// The column that is read: a text, which is cut into sentences here, or a vector of sentences. Plain text is expected; where it is
    /// HTML or Markdown, say so by <see cref="Markup"/>, or tags and code are summarized as prose.
    /// </summary>
    /// <value>The default is "Text".</value>
    public string InputColumnName { get; init; } = "Text";

    /// <summary>
    /// What is stripped off the text before it is cut into sentences: tags, code and tables. Places still count in the text as it is,
    /// markup and all.
    /// </summary>
    /// <value>The default is <see cref="TextMarkup.None"/>: nothing.</value>
    public TextMarkup Markup { get; init; } = TextMarkup.None;

    /// <summary>
    /// Reference summaries to learn from: a text, or a vector of texts that stand for several ways to summarize. Only read by
    /// <see cref="SummaryMethod.Trained"/>, and not where there is a <see cref="LabelColumnName"/>.
    /// </summary>
    /// <value>The default is "Reference".</value>
    public string ReferenceColumnName { get; init; } = "Reference";

    /// <summary>
    /// Which sentences belong in the summary: a vector of Single with a number for each sentence, above 0 for yes. Takes the place of
    /// references.
    /// </summary>
    /// <value>The default is null: references are learned from.</value>
    public string? LabelColumnName { get; init; }

    /// <summary>A text column with the title, which a trained model compares the sentences with. Data without it is not summarized then.</summary>
    /// <value>The default is null: there are no titles.</value>
    public string? TitleColumnName { get; init; }

    /// <summary>How the sentences are found. Any but <see cref="SummaryMethod.Trained"/> needs neither references nor training.</summary>
    /// <value>The default is <see cref="SummaryMethod.Trained"/>.</value>
    public SummaryMethod Method { get; init; } = SummaryMethod.Trained;

    /// <summary>How long summaries are, and which sentences may stand together in one.</summary>
    public SummaryLimits Limits { get; init; } = new();

    /// <summary>From the tokens of a sentence to its vector.</summary>
    /// <value>The default is a GRU of 32 in each direction over embeddings of 32, with half of the activations dropped while learning: references are few.</value>
    public EncoderOptions Encoder
    {
        get;
        init => field = value?.Over(UsualSizes)!;
    } = new GruOptions().Over(UsualSizes);

    /// <summary>From the vectors of a document's sentences to vectors that know the document. Its pooling and segments are not used.</summary>
    /// <value>The default is an LSTM of 32 in each direction, with half of the activations dropped while learning.</value>
    public EncoderOptions Memory
    {
        get;
        init => field = value?.Over(UsualSizes)!;
    } = new LstmOptions().Over(UsualSizes);

    /// <summary>How the vocabulary is learned.</summary>
    /// <value>The default is that of <see cref="VocabularyOptions"/>, but a word must occur three times.</value>
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

    /// <summary>How the model is trained.</summary>
    /// <value>The default is that of <see cref="TrainingOptions"/> with batches of 16 and weights averaged over about one epoch. The number of epochs follows from the effort: 2, 4 or 8.</value>
    public TrainingOptions Training
    {
        get;
        init => field = value?.Over(UsualTraining)!;
    } = new TrainingOptions().Over(UsualTraining);

    /// <summary>Data to choose the best epoch by, with the same columns as the training data.</summary>
    /// <value>The default null holds out <see cref="TrainingOptions.ValidationFraction"/> of the training rows.</value>
    public IDataView? ValidationData { get; init; }

    internal void Validate()
    {
        var faults = new OptionFaults(nameof(ContextMemorySummarizeOptions));
        faults.NotEmpty(nameof(OutputColumnName), OutputColumnName, "\"Summary\" is usual");
        faults.NotEmpty(nameof(InputColumnName), InputColumnName, "name the text column");
        faults.Check(LabelColumnName != "", nameof(LabelColumnName), "empty", "null or the name of a column", "null learns from references");
        faults.Check(TitleColumnName != "", nameof(TitleColumnName), "empty", "null or the name of a column", "null reads no titles");
        faults.Defined(nameof(Markup), Markup, "None reads the text as it is");
        faults.Defined(nameof(Method), Method, "use Trained, or PositionRank where there is nothing to learn from");
        faults.Inside(nameof(Limits), Limits, (options, inner) => options.Validate(inner));
        if (Method == SummaryMethod.Trained)
        {
            if (LabelColumnName is null)
            {
                faults.NotEmpty(nameof(ReferenceColumnName), ReferenceColumnName, "name the column of reference summaries");
            }

            faults.Inside(nameof(Encoder), Encoder, (options, inner) => options.Validate(inner));
            faults.Inside(nameof(Memory), Memory, (options, inner) => options.Validate(inner));
            faults.Inside(nameof(Vocabulary), Vocabulary, (options, inner) => options.Validate(inner));
            faults.Inside(nameof(Training), Training, (options, inner) => options.Validate(inner));
            faults.Engine(Training, Encoder, Memory);
            faults.CheckPretrained(Encoder, Tokenizer, vectors: null);
            faults.CheckNotPretrained(nameof(Memory), Memory);
        }

        faults.ThrowIfAny();
    }
}
