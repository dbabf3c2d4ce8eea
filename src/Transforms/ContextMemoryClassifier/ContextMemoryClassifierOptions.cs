using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet;

/// <summary>
/// Options of <c>mlContext.MulticlassClassification.Trainers.ContextMemoryClassifier</c> and of its namesake under
/// <c>BinaryClassification</c>.
/// </summary>
public sealed record ContextMemoryClassifierOptions
{
    /// <summary>The label column: a key for multiclass, Boolean for binary classification.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The text column that is read.</summary>
    /// <value>The default is "Text".</value>
    public string TextColumnName { get; init; } = "Text";

    /// <summary>The architecture.</summary>
    /// <value>The default reads in both directions with an LSTM, takes mean and maximum over the tokens, and drops 30% of activations while learning.</value>
    public EncoderOptions Encoder { get; init; } = new()
    {
        Kind = EncoderKind.Lstm,
        Pooling = Pooling.Mean | Pooling.Max,
        Dropout = 0.3,
    };

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

    /// <summary>How the classifier is trained.</summary>
    /// <value>The default is that of <see cref="TrainingOptions"/> with a learning rate of 0.002.</value>
    public TrainingOptions Training { get; init; } = new() { LearningRate = 2e-3 };

    /// <summary>Share of each target that is spread evenly over all classes (Szegedy 2016): probabilities become less extreme.</summary>
    /// <value>0 to 0.5; the default is 0.</value>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// Data to choose the best epoch by, with the same columns, and for multiclass the same keys, as the training data.
    /// </summary>
    /// <value>The default null holds out <see cref="TrainingOptions.ValidationFraction"/> of the training rows.</value>
    public IDataView? ValidationData { get; init; }

    internal void Validate()
    {
        var faults = new OptionFaults(nameof(ContextMemoryClassifierOptions));
        faults.NotEmpty(nameof(LabelColumnName), LabelColumnName, "name the label column");
        faults.NotEmpty(nameof(TextColumnName), TextColumnName, "name the text column");
        faults.Range(nameof(LabelSmoothing), LabelSmoothing, 0, 0.5, "0.1 is usual, 0 turns it off");
        faults.Inside(nameof(Encoder), Encoder, (options, inner) => options.Validate(inner));
        faults.Inside(nameof(Vocabulary), Vocabulary, (options, inner) => options.Validate(inner));
        faults.Inside(nameof(WordVectors), WordVectors, Tokenizer);
        faults.Inside(nameof(Training), Training, (options, inner) => options.Validate(inner));
        faults.ThrowIfAny();
    }
}
