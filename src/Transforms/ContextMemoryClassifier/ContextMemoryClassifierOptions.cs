using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet;

/// <summary>
/// Options of <c>mlContext.MulticlassClassification.Trainers.ContextMemoryClassifier</c>, of its namesake under
/// <c>BinaryClassification</c>, and of <c>ContextMemoryMultiLabelClassifier</c>.
/// </summary>
public sealed record ContextMemoryClassifierOptions
{
    /// <summary>The most classes, or labels, that can be told apart.</summary>
    public const int MostClasses = ClassificationModel.MostClasses;

    /// <summary>The most <see cref="Members"/>, and so the most files of pretraining beside a <see cref="TrainingOptions.CheckpointPath"/>.</summary>
    public const int MostMembers = ClassificationModel.MostMembers;

    internal const double UsualLabelSmoothing = 0.1;

    private static readonly EncoderDefaults UsualEncoder = new()
    {
        HiddenSize = 0,
        Pooling = Pooling.Mean | Pooling.Max | Pooling.Attention,
        SegmentLength = 0,
    };

    private static readonly VocabularyOptions UsualVocabulary = new() { CharacterPairs = true };

    private static readonly TrainingOptions UsualTraining = new() { AverageEpochs = 1, Patience = 6 };

    /// <summary>The label column: a key for multiclass, Boolean for binary classification, a vector of String for any number of labels a text.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The text column that is read.</summary>
    /// <value>The default is "Text".</value>
    public string InputColumnName { get; init; } = "Text";

    /// <summary>The architecture.</summary>
    /// <value>
    /// The default reads in both directions with a GRU, takes mean, maximum and a mean weighted by attention over the tokens, and derives the length of
    /// segments from the data. Embeddings and hidden layers have 64 dimensions; with <see cref="Effort.Best"/> 128, or 256 in the hidden layer where one
    /// encoder reads fewer than 20,000 rows of more than 64 words on average.
    /// </value>
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

    /// <summary>How the classifier is trained.</summary>
    /// <value>The default is that of <see cref="TrainingOptions"/> with weights averaged over about one epoch and a patience of 6, since the last epochs, of small steps, are the best as a rule.</value>
    public TrainingOptions Training
    {
        get;
        init => field = value?.Over(UsualTraining)!;
    } = new TrainingOptions().Over(UsualTraining);

    /// <summary>
    /// Number of encoders that are trained side by side from different starts. Their mean is more often right than each of them. A row that
    /// is held out for validation is hidden from one encoder, which measures it. The others learn from it, unless rows are kept for a later
    /// training (<see cref="ReplayRows"/>).
    /// </summary>
    /// <value>
    /// 0 to 16. The default 0 derives it from the effort and the rows. <see cref="Effort.Fast"/>: none, where the linear part alone will do.
    /// <see cref="Effort.Balanced"/>: 2 below 20,000 rows of rare words with 64 words or fewer on average, else 1.
    /// <see cref="Effort.Best"/>: 3 below 20,000 rows, else 1. It is 1, of a hidden size of 256, where texts have more than 64 words on
    /// average and no hidden size is given. Training and scoring take as many times longer.
    /// </value>
    public int Members { get; init; }

    /// <summary>The linear model over runs of words beside the encoder, and the memory of documents.</summary>
    public NGramOptions NGrams { get; init; } = new();

    /// <summary>How much the rows of each class count.</summary>
    /// <value>The default is <see cref="ClassWeighting.None"/>.</value>
    public ClassWeighting ClassWeights { get; init; }

    /// <summary>A column that says how much each training row counts: Single, not below 0. A row of 0 is not learned from.</summary>
    /// <value>The default null lets all rows count 1.</value>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>Share of each target that is spread evenly over all classes (Szegedy 2016): probabilities become less extreme.</summary>
    /// <value>0 to 0.5; the default is 0.1.</value>
    public double LabelSmoothing { get; init; } = UsualLabelSmoothing;

    /// <summary>
    /// Each batch is learned from a second time with the vectors of its tokens moved by this share of their length in the direction that
    /// raises the loss most (adversarial training, Miyato 2017, section 3): small differences between words decide less.
    /// </summary>
    /// <value>
    /// 0 to 10. The default null derives it from the rows and the effort. Below 20,000 rows whose words occur less than 1,000 times each, on
    /// average, it is 0.2, or 0.1 if texts have more than 64 words on average. Else, and with <see cref="Effort.Fast"/>, it is 0. 0 turns it
    /// off: labels are learned in half the time.
    /// </value>
    public double? AdversarialEpsilon { get; init; }

    /// <summary>
    /// Passes over the texts before the labels are learned: the encoder learns to tell hidden words from those around them (Dai and Le
    /// 2015; Devlin 2019, section 3.1), or, where it reads in one direction, each word from those before it.
    /// It learns from training rows whose label is a missing key, and from <see cref="UnlabeledData"/>, too.
    /// </summary>
    /// <value>
    /// 0 to 1,000. The default null derives it from the texts: 1 to 10, fewer of much text; none of 20,000 rows with a label or more, unless there
    /// are texts without one, and none where words occur 1,000 times each, on average. Below <see cref="Effort.Best"/> there is none unless there are
    /// texts without a label, but <see cref="Effort.Balanced"/> has up to 5 where all texts together have at most 250,000 words and
    /// 64 or fewer each, on average. 0 leaves pretraining out. Where training is continued
    /// (<see cref="ContinueFrom"/>) there is none, unless the model to go on from has kept all of its rows (<see cref="ReplayRows"/>).
    /// </value>
    public int? PretrainingEpochs { get; init; }

    /// <summary>
    /// Further texts for pretraining: data with the text column; other columns are not looked at. Texts like those to be classified are worth
    /// the more, the fewer rows have a label.
    /// </summary>
    /// <value>The default null pretrains on the training rows alone.</value>
    public IDataView? UnlabeledData { get; init; }

    /// <summary>
    /// Data to choose the best epoch by, with the same columns, and for multiclass the same keys, as the training data.
    /// </summary>
    /// <value>The default null holds out <see cref="TrainingOptions.ValidationFraction"/> of the training rows.</value>
    public IDataView? ValidationData { get; init; }

    /// <summary>
    /// A model to go on from: one of this kind, or a chain that holds one, as <c>Fit</c> or <c>mlContext.Model.Load</c> gives it. It
    /// stays as it is. The new model has its architecture, its words and its classes; words and classes that are new in the data are
    /// added. Where it has kept all of its rows (<see cref="ReplayRows"/>), its weights are only what the new ones lean towards at the start.
    /// The keys of the label column must be its <c>Labels</c> in their order, new ones behind them.
    /// <see cref="Encoder"/>, <see cref="WordVectors"/>, <see cref="Tokenizer"/> and, but for counts and sizes of words, <see cref="Vocabulary"/> are not looked at.
    /// </summary>
    /// <value>The default null trains a new model.</value>
    public ITransformer? ContinueFrom { get; init; }

    /// <summary>
    /// How many training rows, and how many validation rows, the model keeps as token numbers, chosen evenly among all it has seen, and
    /// saves. A training that continues from it learns from the former again, so that little is forgotten, and reports accuracy on
    /// the latter before and after (<see cref="TrainingReport.OldRows"/>). Who can read the model file can read these rows.
    /// </summary>
    /// <value>0 to 1,000,000; the default null is that of <see cref="ContinueFrom"/>, or 0: none.</value>
    public int? ReplayRows { get; init; }

    /// <summary>
    /// Where training continues and adds classes: the share of the accuracy on kept validation rows (<see cref="ReplayRows"/>) that should be kept.
    /// A new class takes rows from old ones that resemble it. As much as it needs for that, but at most 1, is taken from the logits of all new
    /// classes: some of their own rows are missed for it (<see cref="OldRowsResult.NewClassesHeldBack"/>).
    /// </summary>
    /// <value>0 to 1; the default is 0.99. 0 asks for the best accuracy over old and new validation rows together.</value>
    public double AccuracyToKeep { get; init; } = 0.99;

    internal void Validate(bool isMultiLabel = false)
    {
        var faults = new OptionFaults(nameof(ContextMemoryClassifierOptions));
        faults.NotEmpty(nameof(LabelColumnName), LabelColumnName, "name the label column");
        faults.NotEmpty(nameof(InputColumnName), InputColumnName, "name the text column");
        faults.Range(nameof(LabelSmoothing), LabelSmoothing, 0, 0.5, "0.1 is usual, 0 turns it off");
        faults.Range(nameof(AdversarialEpsilon), AdversarialEpsilon ?? 0, 0, 10, "0.2 is usual, 0 turns it off");
        faults.Range(nameof(PretrainingEpochs), PretrainingEpochs ?? 0, 0, 1_000, "null derives it from the data, 0 leaves it out");
        faults.Check(
            UnlabeledData is null || PretrainingEpochs != 0,
            nameof(UnlabeledData),
            "given",
            $"null where {nameof(PretrainingEpochs)} is 0",
            "leave PretrainingEpochs null: only pretraining learns from texts without a label");
        faults.Range(nameof(ReplayRows), ReplayRows ?? 0, 0, 1_000_000, "1000 is usual, 0 keeps none");
        faults.Range(nameof(AccuracyToKeep), AccuracyToKeep, 0, 1, "0.99 is usual");
        faults.Inside(nameof(Encoder), Encoder, (options, inner) => options.Validate(inner, derivesHiddenSize: true));
        faults.Inside(nameof(Vocabulary), Vocabulary, (options, inner) => options.Validate(inner));
        faults.Inside(nameof(WordVectors), WordVectors, Tokenizer);
        if (ContinueFrom is null)
        {
            faults.CheckPretrained(Encoder, Tokenizer, WordVectors, AdversarialEpsilon);
        }

        faults.Range(nameof(Members), Members, 0, MostMembers, "0 derives it from the data");
        faults.Defined(nameof(ClassWeights), ClassWeights, "use None");
        faults.Check(
            ExampleWeightColumnName != "", nameof(ExampleWeightColumnName), "empty", "null or the name of a column", "null lets all rows count the same");
        if (isMultiLabel)
        {
            const string Allowed = "its default where a text may have any number of labels";
            faults.Check(ClassWeights == ClassWeighting.None, nameof(ClassWeights), $"{ClassWeights}", Allowed, "leave it out");
            faults.Check(ContinueFrom is null, nameof(ContinueFrom), "a model", Allowed, "train on all rows anew");
            faults.Check(ReplayRows is null, nameof(ReplayRows), $"{ReplayRows}", Allowed, "leave it out");
        }

        faults.Inside(nameof(NGrams), NGrams, (options, inner) => options.Validate(inner));
        faults.Inside(nameof(Training), Training, (options, inner) => options.Validate(inner));
        faults.Engine(Training, Encoder);
        faults.ThrowIfAny();
    }
}
