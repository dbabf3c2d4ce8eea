using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class ClassificationTrainerTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 12,
        BatchSize = 16,
        LearningRate = 0.01,
        ValidationFraction = 0,
        Threads = 1,
    };

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_separable_task_is_learned(EncoderKind kind)
    {
        (ClassificationModel model, TrainingReport report) = Train(kind, Options, ToyTexts.Topics(200, seed: 1), classes: 3);
        Assert.InRange(ToyTexts.Accuracy(model, ToyTexts.Topics(100, seed: 2)), 0.97, 1);
        Assert.True(report.Epochs[^1].TrainingLoss < 0.1 * report.Epochs[0].TrainingLoss);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_order_of_words_is_learned(EncoderKind kind)
    {
        (ClassificationModel model, _) = Train(kind, Options, ToyTexts.Orders(400, seed: 1), classes: 2);
        Assert.InRange(ToyTexts.Accuracy(model, ToyTexts.Orders(200, seed: 2)), 0.95, 1);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Kinds))]
    public void The_weights_depend_on_the_seed_and_not_on_the_threads(EncoderKind kind)
    {
        // More weights than one thread adds up alone; several segments; dropout; an epoch chosen by validation.
        EncoderOptions encoder = ToyTexts.SmallEncoder(kind).With(new
        {
            FeedForwardSize = 1_100,
            HiddenSize = 60,
            Layers = 2,
            SegmentLength = 4,
            Dropout = 0.2,
            Pooling = Pooling.Mean | Pooling.Attention,
        });
        float[] expected = Weights(threads: 1, seed: 1);
        Assert.True(expected.Length > 1 << 15);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Close.SameBits(expected, Weights(threads: 2, seed: 1), "weights of 2 threads");
        Close.SameBits(expected, Weights(threads: 3, seed: 1), "weights of 3 threads");
        Close.SameBits(Weights(threads: 1, seed: 1, average: 0.5), Weights(threads: 2, seed: 1, average: 0.5), "averages of 2 threads");
        Close.SameBits(Weights(threads: 1, seed: 1, epsilon: 0.1), Weights(threads: 2, seed: 1, epsilon: 0.1), "adversarial weights of 2 threads");
        Assert.False(expected.AsSpan().SequenceEqual(Weights(threads: 1, seed: 2)), "Another seed gave the same weights.");

        float[] Weights(int threads, ulong seed, double average = 0, double epsilon = 0)
        {
            ClassificationModel model = Train(encoder, Options with { Epochs = 2, Threads = threads, AverageEpochs = average }, seed, epsilon);
            float[] values = model.Encoders.Weights.Values.ToArray();
            GC.KeepAlive(model);
            return values;
        }
    }

    [Fact]
    public void Rows_without_label_are_left_out_and_counted()
    {
        LabeledText[] rows = [.. ToyTexts.Topics(30, seed: 1), new("words of no class".AsMemory(), -1), new("words".AsMemory(), -1)];
        (ClassificationModel model, TrainingReport report) = Train(EncoderKind.Lstm, Options with { Epochs = 1 }, rows, classes: 3);
        Assert.Equal((30, 0, 2), (report.TrainingRows, report.ValidationRows, report.RowsWithoutLabel));
        Assert.DoesNotContain("words", Assert.IsType<Vocabulary>(model.Coder).Words);
        Assert.Equal(model.Encoders.Layout.Parameters.Sum(parameter => (long)parameter.Length), report.Parameters);
    }

    [Fact]
    public void Rows_held_out_choose_the_epoch_and_their_words_are_known()
    {
        // Every row has a word of its own; the vocabulary has those of the rows held out too.
        LabeledText[] rows =
            [.. Enumerable.Range(0, 300).Select(i => new LabeledText($"own{i} {(i % 2 == 0 ? "even" : "odd")}".AsMemory(), i % 2))];
        var trainer = new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Attention),
            CoderBuilder = new VocabularyBuilder(new VocabularyOptions { MinimumCount = 1 }),
            Training = Options with { ValidationFraction = 0.2, Epochs = 2 },
            Seed = 1,
        };
        (ClassificationModel model, TrainingReport report) = trainer.Train(rows, validationRows: null, classes: 2);
        Assert.Equal(300, report.TrainingRows + report.ValidationRows);
        Assert.InRange(report.ValidationRows, 30, 90);
        Assert.Equal(300 + 2, model.Coder.KnownRows);
        Assert.All(report.Epochs, epoch => Assert.NotNull(epoch.ValidationMetric));
    }

    [Fact]
    public void Too_few_rows_to_hold_out_are_all_learned_from()
    {
        (_, TrainingReport report) = Train(
            EncoderKind.Lstm, Options with { ValidationFraction = 0.1, Epochs = 1 }, ToyTexts.Topics(60, seed: 1), classes: 3);
        Assert.Equal((60, 0), (report.TrainingRows, report.ValidationRows));
    }

    [Fact]
    public void Given_validation_rows_choose_the_epoch()
    {
        ClassificationTrainer trainer = Trainer(EncoderKind.Lstm, Options with { ValidationFraction = 0.5, Epochs = 1 });
        LabeledText[] validation = [.. ToyTexts.Topics(12, seed: 2), new("no label".AsMemory(), -1)];
        (_, TrainingReport report) = trainer.Train(ToyTexts.Topics(60, seed: 1), validation, classes: 3);
        Assert.Equal((60, 12, 0), (report.TrainingRows, report.ValidationRows, report.RowsWithoutLabel));
    }

    [Fact]
    public void A_text_without_tokens_is_learned_from_too()
    {
        LabeledText[] rows = [.. Enumerable.Range(0, 40).Select(i => new LabeledText((i % 2 == 0 ? "" : "word").AsMemory(), i % 2))];
        (ClassificationModel model, _) = Train(EncoderKind.Attention, Options, rows, classes: 2);
        Assert.Equal(1, ToyTexts.Accuracy(model, rows));
    }

    [Fact]
    public void Data_without_rows_says_so() => AssertRefused(
        [], "The training data has no rows. Pass data with at least one row that has a label.");

    [Fact]
    public void Data_without_labels_says_so() => AssertRefused(
        [new("some".AsMemory(), -1), new("text".AsMemory(), -1)],
        "None of the 2 training rows has a label. Check the label column's name, and that its values are known keys.");

    [Fact]
    public void Rows_of_which_none_counts_say_so() => AssertRefused(
        [new("some".AsMemory(), 0, Weight: 0), new("text".AsMemory(), 1, Weight: 0), new("more".AsMemory(), -1)],
        "All 2 training rows with a label have a weight of 0: none counts. Check the column of weights; 1 is usual.");

    [Fact]
    public void A_log_that_cannot_be_written_shows_before_pretraining()
    {
        int reports = 0;
        ClassificationTrainer trainer = new()
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Gru),
            CoderBuilder = ToyTexts.Words(),
            Training = Options with { LogPath = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "log.jsonl"), Progress = new Listener(_ => reports++) },
            Seed = 1,
            PretrainingEpochs = 1,
        };
        Assert.Throws<IOException>(() => trainer.Train(ToyTexts.Topics(9, seed: 1), validationRows: null, classes: 3));
        Assert.Equal(0, reports);
    }

    [Fact]
    public void Cancelled_while_the_rows_are_read_there_is_no_model() => Assert.Throws<OperationCanceledException>(
        () => Train(EncoderKind.Lstm, Options with { CancellationToken = new CancellationToken(true) }, ToyTexts.Topics(9, 1), classes: 3));

    [Theory]
    [InlineData(null, 10, 0.2)]
    [InlineData(null, 64, 0.2)]
    [InlineData(null, 65, 0.1)]
    [InlineData(null, 1_000, 0)]
    [InlineData(0.0, 10, 0)]
    [InlineData(0.3, 1_000, 0.3)]
    public void Vectors_are_moved_where_words_are_rare_unless_it_is_said(double? epsilon, int repeats, double expected)
    {
        var trainer = new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.GatedMemory),
            CoderBuilder = ToyTexts.Words(),
            Training = Options with { Epochs = 1, Effort = Effort.Best },
            Seed = 1,
            AdversarialEpsilon = epsilon,
        };
        LabeledText[] rows = [.. new[] { "on", "off" }.Select((word, label) =>
            new LabeledText(string.Join(' ', Enumerable.Repeat(word, repeats)).AsMemory(), label))];
        Assert.Equal(expected, trainer.Train(rows, validationRows: null, classes: 2).Report.AdversarialEpsilon);
    }

    [Theory]
    [InlineData(Effort.Best, EncoderKind.Gru, 0, 0.004)]
    [InlineData(Effort.Best, EncoderKind.Gru, 0.001, 0.001)]
    [InlineData(Effort.Balanced, EncoderKind.Gru, 0, 0.01)]
    [InlineData(Effort.Balanced, EncoderKind.Attention, 0, 0.004)]
    [InlineData(Effort.Fast, EncoderKind.Gru, 0.001, 0.001)]
    public void The_learning_rate_follows_from_effort_and_encoder_unless_it_is_said(Effort effort, EncoderKind kind, double given, double expected)
    {
        (_, TrainingReport report) = Train(
            kind, Options with { Epochs = 1, LearningRate = given, Effort = effort }, ToyTexts.Topics(2_100, seed: 1), classes: 3);
        Assert.Equal(expected, report.Options.LearningRate);
        Assert.Equal(effort, report.Recipe!.Effort);
        Assert.Equal("1", report.Recipe.Settings["Training.Epochs"]);
    }

    [Theory]
    [InlineData(Effort.Best, 300, 12)]
    [InlineData(Effort.Balanced, 300, 12)]
    [InlineData(Effort.Balanced, 4_000, 10)]
    [InlineData(Effort.Balanced, 12_000, 3)]
    public void Less_effort_reads_many_rows_a_few_times(Effort effort, int rows, int epochs)
    {
        TrainingOptions options = Options with { Epochs = 0, Effort = effort, ValidationFraction = 0 };
        LabeledText[] texts = [.. Enumerable.Range(0, rows).Select(row => new LabeledText("a b".AsMemory(), row % 2))];
        var trainer = new ClassificationTrainer
        {
            Encoder = new KeyValueMemoryOptions { EmbeddingSize = 4, FeedForwardSize = 4, Slots = 2 },
            CoderBuilder = ToyTexts.Words(),
            Training = options,
            Seed = 1,
        };
        Assert.Equal(epochs, trainer.Train(texts, validationRows: null, classes: 2).Report.Options.Epochs);
    }

    private static void AssertRefused(LabeledText[] rows, string message)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Train(EncoderKind.Lstm, Options, rows, classes: 2));
        Assert.Equal(message, exception.Message);
    }

    private static ClassificationModel Train(EncoderOptions encoder, TrainingOptions options, ulong seed, double epsilon)
    {
        var trainer = new ClassificationTrainer
        {
            Encoder = encoder,
            CoderBuilder = ToyTexts.Words(),
            Training = options,
            Seed = seed,
            LabelSmoothing = 0.1,
            AdversarialEpsilon = epsilon,
        };
        return trainer.Train(ToyTexts.Orders(60, seed: 1), ToyTexts.Orders(40, seed: 2), classes: 2).Model;
    }

    private static (ClassificationModel Model, TrainingReport Report) Train(
        EncoderKind kind, TrainingOptions options, LabeledText[] rows, int classes) =>
        Trainer(kind, options).Train(rows, validationRows: null, classes);

    private static ClassificationTrainer Trainer(EncoderKind kind, TrainingOptions options) => new()
    {
        Encoder = ToyTexts.SmallEncoder(kind),
        CoderBuilder = ToyTexts.Words(),
        Training = options,
        Seed = 1,
    };
}
