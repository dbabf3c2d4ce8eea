using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class PretrainingTests
{
    private static readonly string[][] Topics =
    [
        ["goal", "match", "team", "coach", "league", "season", "player", "score"],
        ["bank", "stock", "profit", "market", "shares", "loan", "trade", "price"],
    ];

    private static readonly TrainingOptions Options = new()
    {
        Epochs = 8,
        BatchSize = 16,
        LearningRate = 0.01,
        ValidationFraction = 0,
        Threads = 2,
    };

    [Fact]
    public void Words_that_no_row_with_a_label_has_are_learned_from_texts_without_one()
    {
        LabeledText[] labeled = Rows(60, seed: 1, first: 0, last: 2);
        LabeledText[] unlabeled = [.. Rows(600, seed: 2, first: 0, last: 8).Select(row => row with { Labels = -1 })];
        LabeledText[] test = Rows(200, seed: 3, first: 2, last: 8);

        Assert.InRange(Accuracy(Trainer(0), [.. labeled, .. unlabeled]), 0, 0.8);
        Assert.InRange(Accuracy(Trainer(20), [.. labeled, .. unlabeled]), 0.95, 1);
        Assert.InRange(Accuracy(Trainer(20, [.. unlabeled.Select(row => row.Text)]), labeled), 0.95, 1);

        double Accuracy(ClassificationTrainer trainer, LabeledText[] rows) =>
            ToyTexts.Accuracy(trainer.Train(rows, validationRows: null, classes: 2).Model, test);
    }

    [Fact]
    public void The_report_has_its_epochs_and_progress_says_what_it_is_of()
    {
        var phases = new List<(bool, int)>();
        LabeledText[] rows = [.. Rows(60, seed: 1, first: 0, last: 8), new("of no class".AsMemory(), -1)];
        var progress = new Listener(value =>
        {
            if (value.FinishedEpoch is { } epoch)
            {
                phases.Add((value.Stage == TrainingStage.Pretraining, epoch.Epoch));
            }
        });
        ClassificationTrainer trainer = Trainer(3, options: Options with { Epochs = 2, Progress = progress });
        TrainingReport report = trainer.Train(rows, validationRows: null, classes: 2).Report;
        Assert.Equal([(true, 1), (true, 2), (true, 3), (false, 1), (false, 2)], phases);
        Assert.Equal((3, 2, 60, 1), (report.Pretraining.Count, report.Epochs.Count, report.TrainingRows, report.RowsWithoutLabel));
        Assert.True(report.Pretraining[2].TrainingLoss < report.Pretraining[0].TrainingLoss);
        Assert.All(report.Pretraining, epoch => Assert.Null(epoch.ValidationLoss));
    }

    [Theory]
    [InlineData(EncoderKind.Attention, true)]
    [InlineData(EncoderKind.Gru, true)]
    [InlineData(EncoderKind.Gru, false)]
    [InlineData(EncoderKind.KeyValueMemory, true)]
    public void The_model_is_the_same_on_any_number_of_threads(EncoderKind kind, bool isBidirectional)
    {
        Close.SameBits(Weights(1), Weights(2), "weights of 2 threads");

        float[] Weights(int threads)
        {
            EncoderOptions encoder = ToyTexts.SmallEncoder(kind).With(new { Bidirectional = isBidirectional, SegmentLength = 8, Dropout = 0.1 });
            ClassificationTrainer trainer = Trainer(2, encoder: encoder, options: Options with { Epochs = 2, Threads = threads });
            return trainer.Train(Rows(80, seed: 1, first: 0, last: 8), validationRows: null, classes: 2).Model.Encoders.Weights.Values.ToArray();
        }
    }

    [Fact]
    public void Each_encoder_learns_and_each_from_a_start_of_its_own()
    {
        LabeledText[] rows = Rows(40, seed: 1, first: 0, last: 8);
        EncoderEnsemble model = ToyTexts.Encoders(rows, ToyTexts.SmallEncoder(EncoderKind.Gru), classes: 2, members: 2);
        var before = model.Layout.Parameters.ToDictionary(parameter => parameter, parameter => model.Weights[parameter].Span.ToArray());
        using DocumentStore documents = Documents(rows.Select(row => model.Encode(row.Text.Span)));
        using DocumentStore none = Documents([]);
        PretrainingResult pretrained = new Pretraining(model, documents, none, Options with { Epochs = 3 }, seed: 1).Run();

        Assert.Equal([1, 2, 3, 4, 5, 6], pretrained.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(pretrained.Epochs[2].TrainingLoss < pretrained.Epochs[0].TrainingLoss);
        Assert.True(pretrained.Epochs[5].TrainingLoss < pretrained.Epochs[3].TrainingLoss);
        Assert.Equal(pretrained.Epochs.Select(epoch => epoch.Elapsed).Order(), pretrained.Epochs.Select(epoch => epoch.Elapsed));
        Assert.False(pretrained.WasCancelled);
        foreach (Parameter parameter in model.Layout.Parameters)
        {
            // The heads are for the classes.
            bool isOfHead = parameter.Name.Contains("head", StringComparison.Ordinal);
            Assert.Equal(isOfHead, model.Weights[parameter].Span.SequenceEqual(before[parameter]));
        }

        Assert.False(model.Weights[model.Tables[0]].Span.SequenceEqual(model.Weights[model.Tables[1]].Span));
    }

    [Fact]
    public void Progress_counts_through_all_encoders()
    {
        var stage = new PretrainingStage(Member: 1, Members: 3, Epochs: 4, Before: TimeSpan.FromSeconds(10));
        var second = TimeSpan.FromSeconds(1);
        var own = new TrainingProgress
        {
            Stage = TrainingStage.Training,
            Done = 5,
            Total = 20,
            Epoch = 2,
            Epochs = 4,
            Step = 5,
            Steps = 20,
            TrainingLoss = 1,
            TokensPerSecond = 1,
            Elapsed = 2 * second,
            Remaining = 6 * second,
            FinishedEpoch = new EpochResult(2, 1, null, null, true) { Elapsed = 2 * second, Remaining = 6 * second },
        };
        TrainingProgress all = stage.OfAll(own);
        Assert.Equal((TrainingStage.Pretraining, 25, 60), (all.Stage, all.Done, all.Total));
        Assert.Equal((6, 12, 25, 60), (all.Epoch, all.Epochs, all.Step, all.Steps));
        Assert.Equal((12 * second, 14 * second), (all.Elapsed, all.Remaining!.Value));
        Assert.Equal((6, 12 * second, 14 * second), (all.FinishedEpoch!.Epoch, all.FinishedEpoch.Elapsed, all.FinishedEpoch.Remaining));
    }

    [Theory]
    [InlineData(3, 1_000, 0, 2_000, 10)]
    [InlineData(700, 1_000, 300, 2_000, 4)]
    [InlineData(1_900, 1_000, 0, 2_000, 2)]
    [InlineData(5_100, 1_000, 0, 6_000, 1)]
    [InlineData(2_000, 1_000, 0, 2_000, 0)]
    [InlineData(20_000, 35, 0, 2_000, 0)]
    [InlineData(20_000, 35, 300, 2_000, 4)]
    public void The_more_text_there_is_the_fewer_epochs_read_it_and_none_where_words_are_few_or_labels_many(
        int rows, int tokens, int unlabeledTexts, int words, int epochs)
    {
        var vocabulary = new Vocabulary([.. Enumerable.Range(0, words).Select(i => $"w{i}")], lowerCase: true, hashBuckets: 16);
        var statistics = new RowStatistics([.. Enumerable.Repeat(Codes(tokens), rows)], ValidationRows: 0, AreHeldOut: false, vocabulary);
        using DocumentStore unlabeled = Documents(Enumerable.Repeat(Codes(1_000), unlabeledTexts));
        var choices = new ClassificationChoices(ToyTexts.SmallEncoder(EncoderKind.Gru), 1, Options, 0, PretrainingEpochs: null, NeedsEncoder: true, ContinueFrom: null);
        ClassificationRecipe recipe = ClassificationRecipe.Resolve(Effort.Best, choices, statistics, unlabeled);
        Assert.Equal(epochs, recipe.PretrainingEpochs);

        // Less effort pretrains only on texts that were given for it.
        int lean = ClassificationRecipe.Resolve(Effort.Balanced, choices, statistics, unlabeled).PretrainingEpochs;
        Assert.Equal(unlabeledTexts > 0 ? epochs : 0, lean);

        static int[] Codes(int count) => [.. Enumerable.Repeat(2, count)];
    }

    private static DocumentStore Documents(IEnumerable<int[]> documents)
    {
        var store = new DocumentStore(MemoryRoom.Unlimited());
        foreach (int[] codes in documents)
        {
            store.Add(codes);
        }

        return store;
    }

    /// <summary>Texts of some of the words of a topic, which is their class.</summary>
    private static LabeledText[] Rows(int count, ulong seed, int first, int last)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            string[] words = [.. Enumerable.Range(0, 6).Select(_ => Topics[i % 2][first + random.NextInteger(last - first)])];
            return new LabeledText(string.Join(' ', words).AsMemory(), i % 2);
        })];
    }

    [Fact]
    public void What_diverges_says_how_to_do_without()
    {
        LabeledText[] rows = Rows(40, seed: 1, first: 0, last: 8);
        EncoderEnsemble model = ToyTexts.Encoders(rows, ToyTexts.SmallEncoder(EncoderKind.Gru), classes: 2);
        model.Weights[model.Encoder.Table].Span.Fill(float.NaN);
        using DocumentStore documents = Documents(rows.Select(row => model.Encode(row.Text.Span)));
        using DocumentStore none = Documents([]);
        var exception = Assert.Throws<InvalidOperationException>(() => new Pretraining(model, documents, none, Options with { Epochs = 3 }, seed: 1).Run());
        Assert.Equal(
            "Pretraining has diverged: in the first epoch the loss became infinite or not a number. Leave it out: set PretrainingEpochs to 0.",
            exception.Message);
    }

    private static ClassificationTrainer Trainer(
        int pretrainingEpochs, ReadOnlyMemory<char>[]? unlabeled = null, EncoderOptions? encoder = null, TrainingOptions? options = null) => new()
        {
            Encoder = encoder ?? ToyTexts.SmallEncoder(EncoderKind.Gru),
            CoderBuilder = ToyTexts.Words(),
            Training = options ?? Options,
            Seed = 1,
            PretrainingEpochs = pretrainingEpochs,
            UnlabeledTexts = unlabeled,
        };
}
