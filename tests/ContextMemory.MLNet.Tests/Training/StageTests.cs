using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

/// <summary>What every stage of a training says, and what is left where it is cancelled in one.</summary>
public sealed class StageTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 2, BatchSize = 16, LearningRate = 0.01, Threads = 2, ValidationFraction = 0.2 };

    private readonly List<TrainingProgress> _reports = [];

    [Fact]
    public void A_classifier_goes_through_its_stages_in_order()
    {
        Train(Listening());

        Assert.Equal(
            [
                TrainingStage.CountingWords, TrainingStage.EncodingRows, TrainingStage.Pretraining, TrainingStage.Training, TrainingStage.Validation,
                TrainingStage.Training, TrainingStage.Validation, TrainingStage.Training, TrainingStage.KeepingRows, TrainingStage.CountingNGrams,
                TrainingStage.LinearPart, TrainingStage.DocumentMemory, TrainingStage.Validation, TrainingStage.Mixture,
            ],
            Stages());
        AssertIsCounted();
        Assert.Equal(200, Last(TrainingStage.EncodingRows).Total);
        Assert.Equal(3 * 2 * 100, Last(TrainingStage.LinearPart).Total);
    }

    [Theory]
    [InlineData(TrainingStage.CountingWords)]
    [InlineData(TrainingStage.EncodingRows)]
    public void Cancelled_while_rows_are_read_there_is_no_model(TrainingStage stage) =>
        Assert.Throws<OperationCanceledException>(() => Train(CancelledIn(stage)));

    [Theory]
    [InlineData(TrainingStage.Pretraining, 0)]
    [InlineData(TrainingStage.Training, 0)]
    [InlineData(TrainingStage.Validation, 0)]
    [InlineData(TrainingStage.KeepingRows, 2)]
    [InlineData(TrainingStage.CountingNGrams, 2)]
    [InlineData(TrainingStage.LinearPart, 2)]
    [InlineData(TrainingStage.DocumentMemory, 2)]
    [InlineData(TrainingStage.Mixture, 2)]
    public void Cancelled_later_the_encoder_is_returned(TrainingStage stage, int epochs)
    {
        (ClassificationModel model, TrainingReport report) = Train(CancelledIn(stage));

        Assert.True(report.WasCancelled);
        Assert.Equal(epochs, report.Epochs.Count);
        Assert.Equal((null, Mixture.Plain), (model.NGrams, model.Mixture));
        Assert.Equal(20, model.Replay!.Training.Documents.Count);
        Assert.Null(report.ValidationMetrics);
        AssertAnswers(model);
    }

    [Fact]
    public void Cancelled_while_it_learns_from_rows_held_out_the_linear_part_without_them_is_kept()
    {
        (ClassificationModel model, TrainingReport report) = Train(CancelledIn(TrainingStage.LinearPart, occurrence: 2), replay: 0);

        Assert.True(report.WasCancelled);
        Assert.NotNull(report.ValidationMetrics);
        Assert.NotEqual(Mixture.Plain, model.Mixture);
        Assert.NotNull(model.NGrams);
        Assert.Equal(1, ToyTexts.Accuracy(model, ToyTexts.Topics(60, seed: 2)));
    }

    [Fact]
    public void Cancelled_in_the_last_validation_the_epoch_before_is_returned_and_the_checkpoint_goes_on()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        TrainingOptions options = Options with { CheckpointPath = Path.Combine(folder, "checkpoint") };
        var whole = new ScriptedObjective(40, 0.5, 0.6);
        new Trainer(whole, Options, seed: 1).Run();
        using var cancellation = new CancellationTokenSource();
        var cancelled = new ScriptedObjective(40, 0.5, 0.6);
        cancelled.WhileValidating = () =>
        {
            if (cancelled.AfterEpochs.Count == 1)
            {
                cancellation.Cancel();
            }
        };

        TrainingReport report = new Trainer(cancelled, options with { CancellationToken = cancellation.Token }, seed: 1).Run();

        Assert.Equal((true, 1, 1), (report.WasCancelled, report.Epochs.Count, report.BestEpoch));
        Close.SameBits(cancelled.AfterEpochs[0], cancelled.Values, "weights of the first epoch");
        var resumed = new ScriptedObjective(40, 0.6);
        TrainingReport second = new Trainer(resumed, options, seed: 1).Run();
        Assert.Equal((false, 2, 2), (second.WasCancelled, second.Epochs.Count, second.BestEpoch));
        Close.SameBits(whole.Values, resumed.Values, "weights");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Cancelled_in_the_linear_part_the_checkpoint_goes_on_behind_the_epochs()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string checkpoint = Path.Combine(folder, "checkpoint");
        (ClassificationModel expected, _) = Train(Options, replay: 0);
        Assert.Null(Train(CancelledIn(TrainingStage.LinearPart) with { CheckpointPath = checkpoint }, replay: 0).Model.NGrams);

        (ClassificationModel model, TrainingReport report) = Train(Options with { CheckpointPath = checkpoint }, replay: 0);

        Assert.Equal((false, 2), (report.WasCancelled, report.Epochs.Count));
        Assert.True(report.ResumedFromStep > 0);
        Close.SameBits(expected.Encoders.Weights.Values, model.Encoders.Weights.Values, "weights");
        Close.SameBits(expected.NGrams!.Weights, model.NGrams!.Weights, "weights of the n-grams");
        Assert.Equal(expected.Mixture, model.Mixture);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Cancelled_within_a_step_nothing_is_left_of_it()
    {
        using var cancellation = new CancellationTokenSource();
        int shards = 0;
        var expected = new ScriptedObjective(32);
        new Trainer(expected, Options with { BatchSize = 32, Epochs = 1 }, seed: 1).Run();
        var objective = new ScriptedObjective(32)
        {
            WhileLearning = () =>
            {
                // Of four shards of the only batch the first has been learned from.
                shards++;
                cancellation.Cancel();
            },
        };

        TrainingReport report = new Trainer(
            objective, Options with { BatchSize = 32, Threads = 1, CancellationToken = cancellation.Token }, seed: 1).Run();

        Assert.Equal((1, true, 0), (shards, report.WasCancelled, report.Epochs.Count));
        Assert.Equal(new ScriptedObjective(32).Values, objective.Values);
        Assert.NotEqual(objective.Values, expected.Values);
    }

    [Fact]
    public void Cancelled_while_thresholds_are_fitted_all_are_one_half()
    {
        (ClassificationModel whole, _) = TrainLabels(Listening());
        Assert.Contains(TrainingStage.Thresholds, Stages());
        Assert.Contains(whole.Thresholds, threshold => threshold != 0.5f);
        AssertIsCounted();

        (ClassificationModel model, TrainingReport report) = TrainLabels(CancelledIn(TrainingStage.Thresholds));

        Assert.True(report.WasCancelled);
        Assert.NotNull(model.NGrams);
        Assert.All(model.Thresholds, threshold => Assert.Equal(0.5f, threshold));
    }

    [Fact]
    public void A_continued_training_that_is_cancelled_keeps_the_linear_part_that_there_was()
    {
        (ClassificationModel old, _) = Train(Options);

        (ClassificationModel model, TrainingReport report) = Train(CancelledIn(TrainingStage.Training), old, classes: 4);

        Assert.True(report.WasCancelled);
        Assert.Null(report.OldRows);
        Assert.Equal(old.Mixture, model.Mixture);
        Assert.Equal([.. old.NGrams!.Biases, -1], model.NGrams!.Biases);
        int[] codes = old.Encode("red word1 word2");
        var before = new float[3];
        var after = new float[4];
        var memory = new float[4];
        old.NGrams.Score(codes, before, memory.AsSpan(0, 3));
        model.NGrams.Score(codes, after, memory);
        Assert.Equal([.. before, -1], after);
    }

    [Fact]
    public void Rows_of_earlier_trainings_are_measured_before_and_after()
    {
        (ClassificationModel old, _) = Train(Options);
        (_, TrainingReport whole) = Train(Listening(), old);
        Assert.Equal(2, Stages().Count(stage => stage == TrainingStage.OldRows));
        Assert.NotNull(whole.OldRows);
        AssertIsCounted();

        (ClassificationModel model, TrainingReport report) = Train(CancelledIn(TrainingStage.OldRows, occurrence: 2), old);

        Assert.True(report.WasCancelled);
        Assert.Null(report.OldRows);
        Assert.NotNull(model.NGrams);
    }

    [Theory]
    [InlineData(TrainingStage.ReadingWordVectors)]
    public void Cancelled_while_word_vectors_are_read_there_is_no_model(TrainingStage stage)
    {
        string path = Path.GetTempFileName();
        File.WriteAllLines(path, Enumerable.Range(0, 8).Select(word => $"word{word} {string.Join(' ', Enumerable.Repeat("0.5", 16))}"));
        Train(Listening(), vectors: path);
        Assert.Equal((new FileInfo(path).Length, new FileInfo(path).Length), (Last(stage).Done, Last(stage).Total!.Value));
        AssertIsCounted();

        Assert.Throws<OperationCanceledException>(() => Train(CancelledIn(stage), vectors: path));
        File.Delete(path);
    }

    [Theory]
    [InlineData(TrainingStage.CountingWords)]
    [InlineData(TrainingStage.EncodingRows)]
    [InlineData(TrainingStage.Training)]
    [InlineData(TrainingStage.Validation)]
    public void Stages_of_an_extractor_are_counted_and_cancelled(TrainingStage stage) =>
        AssertStage(stage, options => new EntityTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
            Features = new EntityFeatureOptions { HashBuckets = 32 },
            Training = options,
            Scheme = TagScheme.Bio,
            Seed = 1,
        }.Train([.. Enumerable.Range(0, 200).Select(_ => AnnotatedText.Of("call Ana now", [new EntitySpan(5, 3, "PERSON")]))], null).Report);

    [Theory]
    [InlineData(TrainingStage.CountingWords)]
    [InlineData(TrainingStage.EncodingRows)]
    [InlineData(TrainingStage.Training)]
    [InlineData(TrainingStage.Validation)]
    public void Stages_of_a_summarizer_are_counted_and_cancelled(TrainingStage stage) =>
        AssertStage(stage, options => ToySummaries.Trainer(options).Train(ToySummaries.Cues(200, seed: 1), null).Report);

    [Theory]
    [InlineData(TrainingStage.CountingWords)]
    [InlineData(TrainingStage.EncodingRows)]
    [InlineData(TrainingStage.Training)]
    [InlineData(TrainingStage.Validation)]
    public void Stages_of_an_encoder_are_counted_and_cancelled(TrainingStage stage) =>
        AssertStage(stage, options => new TokenPredictionTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
            CoderBuilder = ToyTexts.Words(),
            Training = options,
            Objective = TokenObjective.MaskedToken,
            Seed = 1,
        }.Train(ToyTexts.Topics(200, seed: 1).Select(row => row.Text)).Report);

    [Fact]
    public void Every_stage_has_a_name()
    {
        string[] names = [.. Enum.GetValues<TrainingStage>().Select(stage => new TrainingProgress { Stage = stage, Elapsed = default }.StageName)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(("reading labels", "training the linear part"), (names[0], new TrainingProgress { Stage = TrainingStage.LinearPart, Elapsed = default }.StageName));
    }

    private void AssertStage(TrainingStage stage, Func<TrainingOptions, TrainingReport> train)
    {
        Assert.False(train(Listening()).WasCancelled);
        Assert.Contains(stage, Stages());
        AssertIsCounted();
        if (stage is TrainingStage.CountingWords or TrainingStage.EncodingRows)
        {
            Assert.Throws<OperationCanceledException>(() => train(CancelledIn(stage)));
        }
        else
        {
            Assert.True(train(CancelledIn(stage)).WasCancelled);
        }
    }

    /// <summary>A stage begins with nothing done and ends with all; where it is known how much that is, the time left is known too.</summary>
    private void AssertIsCounted()
    {
        Assert.All(_reports, report => Assert.True(report.Done >= 0 && (report.Total is null || report.Done <= report.Total)));
        Assert.All(_reports.Where(report => report is { Total: not null, Done: > 0 }), report => Assert.NotNull(report.Remaining));
        foreach (TrainingProgress last in _reports.Where((report, i) =>
            report.Epochs == 0 && (i + 1 == _reports.Count || _reports[i + 1].Stage != report.Stage)))
        {
            Assert.True(last.Total is null ? last.Stage == TrainingStage.KeepingRows || last.Done > 0 : last.Done == last.Total, last.StageName);
        }
    }

    private List<TrainingStage> Stages()
    {
        var stages = new List<TrainingStage>();
        foreach (TrainingProgress report in _reports)
        {
            if (stages.Count == 0 || stages[^1] != report.Stage)
            {
                stages.Add(report.Stage);
            }
        }

        return stages;
    }

    private TrainingProgress Last(TrainingStage stage) => _reports.Last(report => report.Stage == stage);

    private TrainingOptions Listening()
    {
        _reports.Clear();
        return Options with { Progress = new Listener(_reports.Add) };
    }

    /// <param name="stage">Cancels at the first report of this stage,</param>
    /// <param name="occurrence">or at that of a later time that it comes.</param>
    private static TrainingOptions CancelledIn(TrainingStage stage, int occurrence = 1)
    {
        var cancellation = new CancellationTokenSource();
        int occurred = 0;
        TrainingStage? last = null;
        return Options with
        {
            CancellationToken = cancellation.Token,
            Progress = new Listener(report =>
            {
                occurred += report.Stage == stage && last != stage ? 1 : 0;
                last = report.Stage;
                if (report.Stage == stage && occurred == occurrence)
                {
                    cancellation.Cancel();
                }
            }),
        };
    }

    private static (ClassificationModel Model, TrainingReport Report) Train(
        TrainingOptions options, ClassificationModel? old = null, int classes = 3, string? vectors = null, int replay = 20) => new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
            CoderBuilder = old is null ? ToyTexts.Words() : new VocabularyBuilder(new VocabularyOptions { HashBuckets = 16 }, (Vocabulary)old.Coder),
            WordVectors = vectors is null ? null : new WordVectorOptions { Path = vectors },
            Training = options,
            Seed = 1,
            PretrainingEpochs = 1,
            ReplaySize = replay,
            NGrams = new NGramOptions(),
            ContinueFrom = old,
        }.Train(ToyTexts.Topics(200, seed: 1), null, classes);

    private static (ClassificationModel Model, TrainingReport Report) TrainLabels(TrainingOptions options)
    {
        var sets = new LabelSets();
        LabeledText[] rows = [.. ToyTexts.Topics(200, seed: 1).Select(row => row with { Labels = sets.Of([row.Labels.Class]) })];
        return new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
            CoderBuilder = ToyTexts.Words(),
            Training = options,
            Seed = 1,
            NGrams = new NGramOptions(),
            IsMultiLabel = true,
        }.Train(rows, null, 3);
    }

    private static void AssertAnswers(ClassificationModel model)
    {
        var probabilities = new float[3];
        model.Run([model.Encode("red word1")], probabilities);
        Assert.Equal(1, probabilities.Sum(), 1e-5);
    }
}
