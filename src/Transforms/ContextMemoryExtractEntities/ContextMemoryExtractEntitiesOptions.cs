using ContextMemory.MLNet.Text;
using Microsoft.ML;

namespace ContextMemory.MLNet;

/// <summary>Options of <c>mlContext.Transforms.Text.ContextMemoryExtractEntities</c>.</summary>
public sealed record ContextMemoryExtractEntitiesOptions
{
    /// <summary>The most types of entities that can be told apart.</summary>
    public const int MostTypes = TagSet.MostTypes;

    private static readonly EncoderDefaults UsualEncoder = new() { SegmentLength = 1_024 };

    private static readonly TrainingOptions UsualTraining = new()
    {
        BatchSize = 8,
        LearningRate = 1.5e-3,
        Patience = 10,
        AverageEpochs = 1,
    };

    /// <summary>
    /// The column with the texts of the entities that are found. Beside it are columns of the same name with Types, Starts, Lengths and
    /// Scores behind it, all with a slot for each entity, and Tokens and Tags with a slot for each token.
    /// </summary>
    /// <value>The default is "Entities".</value>
    public string OutputColumnName { get; init; } = "Entities";

    /// <summary>The column that is read: text, or a vector of text with a token in each slot.</summary>
    /// <value>The default is "Text".</value>
    public string InputColumnName { get; init; } = "Text";

    /// <summary>
    /// Where the entities to learn from are. For an input of tokens, the column with the tag of each. For a text, the beginning of the
    /// names of three columns with a slot for each entity: Starts and Lengths, in UTF-16 units, and Types; see <see cref="AnnotatedDocument"/>.
    /// </summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>How the model's tags say where an entity begins and ends; the data's tags may follow another scheme.</summary>
    /// <value>The default is <see cref="TagScheme.Bioes"/>.</value>
    public TagScheme TagScheme { get; init; } = TagScheme.Bioes;

    /// <summary>The architecture. Pooling is not used: each token is told apart from the others.</summary>
    /// <value>The default reads in both directions with an LSTM, 1,024 tokens at a time, and drops half of the activations while learning.</value>
    public EncoderOptions Encoder
    {
        get;
        init => field = value?.Over(UsualEncoder)!;
    } = new LstmOptions().Over(UsualEncoder);

    /// <summary>What the model sees of a word and of those around it.</summary>
    public EntityFeatureOptions Features { get; init; } = new();

    /// <summary>
    /// Vectors that the words start from, found in lower case with every digit a 0; twice their size takes the place of
    /// <see cref="EncoderOptions.EmbeddingSize"/>, half of which is for the word. With them a
    /// <see cref="EntityFeatureOptions.MinimumWordCount"/> of 1 gives every word of the training text its own.
    /// </summary>
    /// <value>The default null starts at random.</value>
    public WordVectorOptions? WordVectors { get; init; }

    /// <summary>How the model is trained.</summary>
    /// <value>
    /// The default is that of <see cref="TrainingOptions"/> with 8 rows a step, a learning rate of 0.0015 (0.004 below <see cref="Effort.Best"/>), weights
    /// averaged over an epoch and a patience of 10 epochs. The number of epochs is derived from the rows: enough for about 1,200 steps, 20 to 120; with
    /// less effort for 400 steps, and 5 epochs or more, or 2 or more. Where a row is a document, 1 row a step learns more.
    /// </value>
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
        var faults = new OptionFaults(nameof(ContextMemoryExtractEntitiesOptions));
        faults.NotEmpty(nameof(OutputColumnName), OutputColumnName, "\"Entities\" is usual");
        faults.NotEmpty(nameof(InputColumnName), InputColumnName, "name the text column");
        faults.NotEmpty(nameof(LabelColumnName), LabelColumnName, "name the label column");
        faults.Defined(nameof(TagScheme), TagScheme, "use Bioes");
        faults.Inside(nameof(Encoder), Encoder, (options, inner) => options.Validate(inner));
        if (Encoder is not null)
        {
            faults.Check(
                Encoder.EmbeddingSize >= 4,
                $"{nameof(Encoder)}.{nameof(Encoder.EmbeddingSize)}",
                Encoder.EmbeddingSize.ToString(System.Globalization.CultureInfo.InvariantCulture),
                "4 or more here",
                "half of it is for the word, a quarter each for its characters and for its spelling");
        }

        faults.Inside(nameof(WordVectors), WordVectors, tokenizer: null);
        faults.Inside(nameof(Features), Features, (options, inner) => options.Validate(inner));
        faults.Inside(nameof(Training), Training, (options, inner) => options.Validate(inner));
        faults.Engine(Training, Encoder, Features?.Characters);
        faults.CheckPretrained(Encoder, tokenizer: null, WordVectors, canOverlap: true);
        faults.CheckNotPretrained("Features.Characters", Features?.Characters);
        faults.ThrowIfAny();
    }
}
