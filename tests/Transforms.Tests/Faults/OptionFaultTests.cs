using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Faults;

/// <summary>Options are checked once, when the estimator is made, and all that is wrong is said at once.</summary>
public class OptionFaultTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void The_short_overload_of_the_encoder_names_all_faults() => AssertFaults(
        () => _context.Transforms.ContextMemoryEncode("", "", "", embeddingSize: 0, epochs: -1),
        "ContextMemoryEncodeOptions has 5 faults:",
        "OutputColumnName is empty; allowed is the name of a column: \"Features\" is usual.",
        "InputColumnName is empty; allowed is the name of a column: name the text column.",
        "LabelColumnName is empty; allowed is null or the name of a column: null learns from the text alone.",
        "Encoder.EmbeddingSize is 0; allowed is 1 to 4096: 128 suits most texts.",
        "Training.Epochs is -1; allowed is 0 to 10000: 0 derives it from the data.");

    [Fact]
    public void A_kind_of_encoder_that_there_is_not_is_refused_by_every_short_overload()
    {
        string[] faults =
        [
            "EncoderOptions has a fault:",
            "Kind is 9; allowed is Attention, Lstm, Gru, AttentionLstm, GatedMemory, KeyValueMemory, DeltaMemory, Pretrained: use Gru for a first try.",
        ];
        const EncoderKind None = (EncoderKind)9;

        AssertFaults(() => _context.Transforms.ContextMemoryEncode(encoder: None), faults);
        AssertFaults(() => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(encoder: None), faults);
        AssertFaults(() => _context.BinaryClassification.Trainers.ContextMemoryClassifier(encoder: None), faults);
        AssertFaults(() => _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(encoder: None), faults);
        AssertFaults(() => _context.Transforms.Text.ContextMemoryExtractEntities(encoder: None), faults);
    }

    [Fact]
    public void The_short_overloads_of_the_classifiers_name_all_faults()
    {
        string[] faults =
        [
            "ContextMemoryClassifierOptions has 3 faults:",
            "LabelColumnName is empty; allowed is the name of a column: name the label column.",
            "InputColumnName is null; allowed is the name of a column: name the text column.",
            "Training.Epochs is -1; allowed is 0 to 10000: 0 derives it from the data.",
        ];

        AssertFaults(() => _context.MulticlassClassification.Trainers.ContextMemoryClassifier("", null!, epochs: -1), faults);
        AssertFaults(() => _context.BinaryClassification.Trainers.ContextMemoryClassifier("", null!, epochs: -1), faults);
    }

    [Fact]
    public void Unset_options_have_the_default_of_the_task()
    {
        var classifier = new ContextMemoryClassifierOptions { Encoder = new GruOptions { HiddenSize = 64 }, Vocabulary = new() { MinimumCount = 3 }, Training = new() { Epochs = 5 } };
        var usual = new ContextMemoryClassifierOptions();
        Assert.Equal(usual.Encoder.WithRecurrentSize(64), classifier.Encoder);
        Assert.Equal(0, usual.Encoder.RecurrentSize);
        Assert.Equal((EncoderKind.Gru, Pooling.Mean | Pooling.Max | Pooling.Attention, 0), (classifier.Encoder.Kind, classifier.Encoder.Pooling, classifier.Encoder.SegmentLength));
        Assert.Equal((true, 3), (classifier.Vocabulary.CharacterPairs, classifier.Vocabulary.MinimumCount));
        Assert.Equal((5, 6, 1.0), (classifier.Training.Epochs, classifier.Training.Patience, classifier.Training.AverageEpochs));

        var entities = new ContextMemoryExtractEntitiesOptions { Encoder = new LstmOptions { Layers = 2 }, Training = new() { CheckpointPath = "c" } };
        Assert.Equal((EncoderKind.Lstm, 1_024, 2), (entities.Encoder.Kind, entities.Encoder.SegmentLength, entities.Encoder.Layers));
        Assert.Equal(
            (0, 8, 1.5e-3, 10, 1.0),
            (entities.Training.Epochs, entities.Training.BatchSize, entities.Training.LearningRate, entities.Training.Patience, entities.Training.AverageEpochs));

        var summaries = new ContextMemorySummarizeOptions { Encoder = new AttentionOptions { Dropout = 0.2 }, Memory = new LstmOptions { Layers = 2 }, Vocabulary = new() { LowerCase = false } };
        Assert.Equal((32, 64), (summaries.Encoder.EmbeddingSize, ((AttentionOptions)summaries.Encoder).FeedForwardSize));
        Assert.Equal((EncoderKind.Gru, 32), (new ContextMemorySummarizeOptions().Encoder.Kind, new ContextMemorySummarizeOptions().Encoder.RecurrentSize));
        Assert.Equal((EncoderKind.Lstm, 32), (summaries.Memory.Kind, summaries.Memory.RecurrentSize));
        Assert.Equal(3, summaries.Vocabulary.MinimumCount);

        var encode = new ContextMemoryEncodeOptions { Encoder = new GruOptions { EmbeddingSize = 64 }, Training = new() { BatchSize = 16 } };
        Assert.Equal((EncoderKind.Gru, Pooling.Mean | Pooling.Max, 64), (encode.Encoder.Kind, encode.Encoder.Pooling, encode.Encoder.EmbeddingSize));
        Assert.Equal((16, 6, 1.0), (encode.Training.BatchSize, encode.Training.Patience, encode.Training.AverageEpochs));
    }

    [Fact]
    public void A_log_and_a_checkpoint_need_a_file_each() => AssertFaults(
        () => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { Training = Tiny.Training with { LogPath = "run/../same", CheckpointPath = "same" } }),
        "ContextMemoryClassifierOptions has a fault:",
        "Training.LogPath is that of the checkpoint; allowed is another file: each would overwrite the other.");

    [Fact]
    public void Texts_for_a_pretraining_that_is_left_out_are_refused() => AssertFaults(
        () => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { PretrainingEpochs = 0, UnlabeledData = _context.Data.LoadFromEnumerable(new[] { new { Text = "a" } }) }),
        "ContextMemoryClassifierOptions has a fault:",
        "UnlabeledData is given; allowed is null where PretrainingEpochs is 0: leave PretrainingEpochs null: only pretraining learns from texts without a label.");

    [Fact]
    public void Options_for_exclusive_classes_are_refused_where_classes_are_not_exclusive() => AssertFaults(
        () => _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(
            Tiny.Classifier with { ClassWeights = ClassWeighting.Balanced, ContinueFrom = Learned.Multiclass, ReplayRows = 5 }),
        "ContextMemoryClassifierOptions has 3 faults:",
        "ClassWeights is Balanced; allowed is its default where a text may have any number of labels: leave it out.",
        "ContinueFrom is a model; allowed is its default where a text may have any number of labels: train on all rows anew.",
        "ReplayRows is 5; allowed is its default where a text may have any number of labels: leave it out.");

    [Fact]
    public void The_options_overloads_name_all_faults()
    {
        ContextMemoryClassifierOptions options = Tiny.Classifier with
        {
            LabelSmoothing = 0.7,
            AdversarialEpsilon = -1,
            PretrainingEpochs = -1,
            AccuracyToKeep = 1.5,
            Members = 17,
            ClassWeights = (ClassWeighting)5,
            ExampleWeightColumnName = "",
            NGrams = new NGramOptions { Longest = 6, Neighbors = -1, Cost = 0 },
            Encoder = new AttentionOptions { Heads = 3, Dropout = 1, Pooling = 0 },
            Vocabulary = new VocabularyOptions { MinimumCount = 0, HashBuckets = 0 },
            Training = new TrainingOptions { LearningRate = -1, ValidationFraction = 0.6, Threads = -1 },
        };
        string[] faults =
        [
            "ContextMemoryClassifierOptions has 18 faults:",
            "LabelSmoothing is 0.7; allowed is 0 to 0.5: 0.1 is usual, 0 turns it off.",
            "AdversarialEpsilon is -1; allowed is 0 to 10: 0.2 is usual, 0 turns it off.",
            "PretrainingEpochs is -1; allowed is 0 to 1000: null derives it from the data, 0 leaves it out.",
            "AccuracyToKeep is 1.5; allowed is 0 to 1: 0.99 is usual.",
            "Encoder.Pooling is 0; allowed is Mean, Max, Last, Attention, First or several of them joined with |: use Pooling.Mean.",
            "Encoder.Dropout is 1; allowed is 0 to 0.95: 0.1 to 0.5 are usual, 0 turns it off.",
            "Encoder.Heads is 3; allowed is a divisor of EmbeddingSize (128): each head takes an equal share of the vector; 4 is usual.",
            "Vocabulary.MinimumCount is 0; allowed is 1 to 1000000: use 2 to read words that occur once by their characters.",
            "Vocabulary.HashBuckets is 0; allowed is 1 to 10000000: 4096 is enough for most texts.",
            "Members is 17; allowed is 0 to 16: 0 derives it from the data.",
            "ClassWeights is 5; allowed is None, Balanced: use None.",
            "ExampleWeightColumnName is empty; allowed is null or the name of a column: null lets all rows count the same.",
            "NGrams.Longest is 6; allowed is 0 to 5: 2 suits most texts, 0 leaves n-grams out.",
            "NGrams.Neighbors is -1; allowed is 0 to 1000: 20 suits most texts, 0 leaves them out.",
            "NGrams.Cost is 0; allowed is 0.001 to 1000: 1 suits most texts.",
            "Training.LearningRate is -1; allowed is 0 to 1: 0 derives it from the data.",
            "Training.ValidationFraction is 0.6; allowed is 0 to 0.5: 0.1 is usual, 0 holds nothing out.",
            "Training.Threads is -1; allowed is 0 to 1024: 0 takes all processors.",
        ];

        AssertFaults(() => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options), faults);
        AssertFaults(() => _context.BinaryClassification.Trainers.ContextMemoryClassifier(options), faults);
    }

    [Theory]
    [InlineData(EncoderKind.Attention)]
    [InlineData(EncoderKind.Lstm)]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.AttentionLstm)]
    [InlineData(EncoderKind.GatedMemory)]
    public void Predicting_the_next_token_needs_an_encoder_that_does_not_see_it(EncoderKind kind) => AssertFaults(
        () => _context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions
        {
            Objective = TokenObjective.NextToken,
            Encoder = EncoderOptions.Of(kind),
        }),
        "ContextMemoryEncodeOptions has a fault:",
        "Objective is NextToken; allowed is MaskedToken for an encoder that sees later tokens: " +
        "or set Encoder.Causal = true where there is attention and Encoder.Bidirectional = false where there is recurrence.");

    [Fact]
    public void Missing_options_are_a_fault_like_any_other()
    {
        string[] faults =
        [
            "Encoder is null; allowed is EncoderOptions: leave it out to take the defaults.",
            "Vocabulary is null; allowed is VocabularyOptions: leave it out to take the defaults.",
            "Training is null; allowed is TrainingOptions: leave it out to take the defaults.",
        ];

        ContextMemoryEncodeOptions encode = Tiny.Encode with { Encoder = null!, Vocabulary = null!, Training = null! };
        ContextMemoryClassifierOptions classifier = Tiny.Classifier with { Encoder = null!, Vocabulary = null!, Training = null! };

        AssertFaults(() => _context.Transforms.ContextMemoryEncode(encode), ["ContextMemoryEncodeOptions has 3 faults:", .. faults]);
        AssertFaults(
            () => _context.BinaryClassification.Trainers.ContextMemoryClassifier(classifier),
            ["ContextMemoryClassifierOptions has 3 faults:", .. faults]);
    }

    [Fact]
    public void Word_vectors_need_a_file_and_words()
    {
        string[] faults =
        [
            "WordVectors is given beside a Tokenizer; allowed is null or options without a Tokenizer: leave one of them out.",
            "WordVectors.Path is empty; allowed is the name of a file: name a file in the text format of GloVe, word2vec or fastText.",
        ];
        var tokenizer = new PairTokenizer();
        var vectors = new WordVectorOptions();

        AssertFaults(
            () => _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Tokenizer = tokenizer, WordVectors = vectors }),
            ["ContextMemoryEncodeOptions has 2 faults:", .. faults]);
        AssertFaults(
            () => _context.BinaryClassification.Trainers.ContextMemoryClassifier(
                Tiny.Classifier with { Tokenizer = tokenizer, WordVectors = vectors }),
            ["ContextMemoryClassifierOptions has 2 faults:", .. faults]);
    }

    [Fact]
    public void The_defaults_have_no_fault()
    {
        Assert.NotNull(_context.Transforms.ContextMemoryEncode());
        Assert.NotNull(_context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions()));
        Assert.NotNull(_context.MulticlassClassification.Trainers.ContextMemoryClassifier());
        Assert.NotNull(_context.MulticlassClassification.Trainers.ContextMemoryClassifier(new ContextMemoryClassifierOptions()));
        Assert.NotNull(_context.BinaryClassification.Trainers.ContextMemoryClassifier());
        Assert.NotNull(_context.BinaryClassification.Trainers.ContextMemoryClassifier(new ContextMemoryClassifierOptions()));
    }

    [Fact]
    public void Null_arguments_are_named()
    {
        FittedCase fitted = FittedCase.Get("masked token, Attention");

        ContextMemoryClassifierOptions none = null!;
        Assert.Equal("options", Null(() => _context.Transforms.ContextMemoryEncode((ContextMemoryEncodeOptions)null!)));
        Assert.Equal("options", Null(() => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(none)));
        Assert.Equal("options", Null(() => _context.BinaryClassification.Trainers.ContextMemoryClassifier(none)));
        Assert.Equal("catalog", Null(() => ((TransformsCatalog)null!).ContextMemoryEncode()));
        Assert.Equal("context", Null(() => ((MLContext)null!).ContextMemory()));
        Assert.Equal("tokenizer", Null(() => _context.ContextMemory().UseTokenizer(null!)));
        Assert.Equal("input", Null(() => fitted.Estimator.Fit(null!)));
        Assert.Equal("input", Null(() => Learned.MulticlassTrainer(_context).Fit(null!)));
        Assert.Equal("inputSchema", Null(() => fitted.Estimator.GetOutputSchema(null!)));
        Assert.Equal("input", Null(() => fitted.Transformer.Transform(null!)));
        Assert.Equal("inputSchema", Null(() => fitted.Transformer.GetOutputSchema(null!)));
        Assert.Equal("inputSchema", Null(() => fitted.Transformer.GetRowToRowMapper(null!)));
    }

    private static string? Null(Func<object> call) => Assert.Throws<ArgumentNullException>(call).ParamName;

    private static void AssertFaults(Func<object> create, params string[] lines)
    {
        var fault = Assert.Throws<ArgumentException>(create);

        Assert.Equal(lines, fault.Message.Split(Environment.NewLine).Select(line => line.Trim()));
    }
}
