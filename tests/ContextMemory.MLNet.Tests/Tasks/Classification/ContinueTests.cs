using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class ContinueTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 8, BatchSize = 16, LearningRate = 0.01, Patience = 8, Threads = 1 };

    [Fact]
    public void A_grown_model_says_of_old_texts_what_the_old_one_said()
    {
        // What is mixed and how is not the grown model's: it is found when it has learned.
        ClassificationModel old = TrainOld(replay: 0).With(mixture: Mixture.Plain);
        var known = Assert.IsType<Vocabulary>(old.Coder);
        var grown = new ClassificationModel(GrownModel.Create(
            old, new Vocabulary(known.Words, known.LowerCase, known.HashBuckets, ["quasar", "nebula"]), classes: 3, seed: 5));

        Assert.Equal((3, known.TableRows + 2), (grown.ClassCount, grown.Coder.TableRows));
        foreach (LabeledText text in ToyTexts.Topics(30, seed: 3))
        {
            int[] codes = old.Encode(text.Text.Span);
            Assert.Equal(codes, grown.Encode(text.Text.Span));
            float[] before = Score(old, codes);
            float[] after = Score(grown, codes);

            // The new class takes its share; between the old ones nothing changes.
            Assert.Equal(Math.Log(before[0] / before[1]), Math.Log(after[0] / after[1]), 1e-3);
        }
    }

    [Fact]
    public void Where_all_old_rows_are_there_to_be_learned_from_again_the_start_is_random_and_leans_towards_the_old_weights()
    {
        ClassificationModel old = TrainOld(replay: 1_000);
        Assert.True(GrownModel.StartsAlmostAnew(old));
        Assert.False(GrownModel.StartsAlmostAnew(TrainOld(replay: 40)));
        Assert.False(GrownModel.StartsAlmostAnew(TrainOld(replay: 0)));

        EncoderEnsemble random = GrownModel.Create(TrainOld(replay: 0), old.Coder, classes: 2, seed: 5);
        random.Weights.Initialize(5);
        float[] expected = [.. random.Weights.Values.ToArray().Zip(old.Encoders.Weights.Values.ToArray(), (fresh, learned) => 0.8f * fresh + 0.2f * learned)];
        Close.All(expected, GrownModel.Create(old, old.Coder, classes: 2, seed: 5).Weights.Values.ToArray(), 1e-5, "weights");
        GC.KeepAlive((old, random));
    }

    [Fact]
    public void A_new_word_starts_as_the_mean_of_its_ngrams()
    {
        // What is mixed and how is not the grown model's: it is found when it has learned.
        ClassificationModel old = TrainOld(replay: 0).With(mixture: Mixture.Plain);
        var known = Assert.IsType<Vocabulary>(old.Coder);
        var grown = new ClassificationModel(GrownModel.Create(
            old, new Vocabulary(known.Words, known.LowerCase, known.HashBuckets, ["quasar"]), classes: 2, seed: 5));

        int[] oldCodes = old.Encode("quasar");
        int[] newCodes = grown.Encode("quasar");
        Assert.True(oldCodes.Length > 1);
        Assert.Equal([known.TableRows], newCodes);
        Close.All(Score(old, oldCodes), Score(grown, newCodes), 1e-5, "probabilities");
    }

    [Fact]
    public void A_new_class_and_its_words_are_learned_and_the_old_ones_are_kept()
    {
        ClassificationModel old = TrainOld(replay: 60);
        (ClassificationModel model, TrainingReport report) = Continue(old, NewClass(80, seed: 5), replay: 60);

        Assert.True(Assert.IsType<Vocabulary>(model.Coder).AddedWords.Count > 0);
        Assert.InRange(ToyTexts.Accuracy(model, NewClass(60, seed: 6)), 0.97, 1);
        Assert.InRange(ToyTexts.Accuracy(model, OldClasses(100, seed: 7)), 0.97, 1);
        Assert.NotNull(report.OldRows);
        Assert.Equal(old.Replay!.Validation.Documents.Count, report.OldRows.Rows);
        Assert.InRange(report.OldRows.Rows, 20, 60);
        Assert.InRange(report.OldRows.Before, 0.97, 1);
        Assert.InRange(report.OldRows.After, 0.97, 1);
    }

    [Theory]
    [InlineData(0.5f, 2)]
    [InlineData(2, 0.5f)]
    public void A_class_is_held_back_by_as_much_as_was_asked(float encoder, float ngrams)
    {
        ClassificationModel model = Continue(TrainOld(replay: 60), NewClass(80, seed: 5), replay: 60, ngrams: new NGramOptions()).Model;
        model = model.With(mixture: new Mixture(encoder, ngrams));
        int[] codes = model.Encode("red word1");
        float[] before = Score(model, codes);
        if (ngrams > encoder)
        {
            model = model.With(model.NGrams!.WithLowerBiases(first: 2, 0.5f / ngrams));
        }
        else
        {
            model.Encoders.LowerBiases(first: 2, 0.5f / encoder);
        }

        float[] after = Score(model, codes);
        Assert.Equal(0.5, Math.Log(before[2] / before[0]) - Math.Log(after[2] / after[0]), 1e-3);
        Assert.Equal(Math.Log(before[1] / before[0]), Math.Log(after[1] / after[0]), 1e-3);
    }

    [Fact]
    public void A_new_class_that_takes_rows_from_an_old_one_is_held_back()
    {
        // What the word "maybe" stands for is a matter of chance: 3 of 7 times the old class, 4 of 7 times the new one.
        LabeledText[] oldRows = [.. OldClasses(160, seed: 1), .. Enumerable.Repeat(new LabeledText("maybe maybe".AsMemory(), 0), 60)];
        LabeledText[] newRows = [.. NewClass(80, seed: 5), .. Enumerable.Repeat(new LabeledText("maybe maybe".AsMemory(), 2), 80)];
        ClassificationModel old = Trainer(replay: 1_000).Train(oldRows, validationRows: null, classes: 2).Model;
        (ClassificationModel free, TrainingReport report) = ContinueKeeping(0);
        (ClassificationModel held, TrainingReport heldReport) = ContinueKeeping(0.99);

        Assert.True(report.OldRows!.After < 0.99 * report.OldRows.Before);
        Assert.Equal(0, report.OldRows.NewClassesHeldBack);
        double heldBack = heldReport.OldRows!.NewClassesHeldBack;
        Assert.InRange(heldBack, 0.125, 1);
        Assert.True(heldReport.OldRows.After >= 0.99 * heldReport.OldRows.Before);
        Assert.True(heldReport.ValidationMetrics!.Accuracy < report.ValidationMetrics!.Accuracy);
        LabeledText[] maybe = [new LabeledText("maybe maybe".AsMemory(), 0)];
        Assert.Equal((0, 1), (ToyTexts.Accuracy(free, maybe), ToyTexts.Accuracy(held, maybe)));

        (ClassificationModel, TrainingReport) ContinueKeeping(double accuracy) => Continue(
            old, newRows, replay: 1_000, ngrams: new NGramOptions(), training: Options with { ValidationFraction = 0.3 }, accuracyToKeep: accuracy);
    }

    [Fact]
    public void Without_rows_to_learn_again_the_old_classes_are_forgotten()
    {
        (ClassificationModel model, TrainingReport report) = Continue(TrainOld(replay: 0), NewClass(80, seed: 5), replay: 0);
        Assert.InRange(ToyTexts.Accuracy(model, OldClasses(100, seed: 7)), 0, 0.9);
        Assert.Null(report.OldRows);
        Assert.Null(model.Replay);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(40)]
    public void Documents_of_all_trainings_are_remembered(int replay)
    {
        ClassificationModel old = TrainOld(replay);
        var rows = new EncodedRows();
        Array.ForEach(OldClasses(160, seed: 1), row => rows.Add(old.Coder, row));
        using var workers = new Workers(1);
        NGramClassifier ngrams = new NGramTrainer(new NGramOptions(), Options, classes: 2, old.Coder, earlier: null, seed: 1).Train(rows, workers, remembers: true);
        old = old.With(ngrams);
        (ClassificationModel model, TrainingReport report) = Continue(old, NewClass(80, seed: 5), replay, ngrams: new NGramOptions());

        int[] labels = model.NGrams!.Memory!.Labels;
        Assert.Equal(report.RememberedDocuments, labels.Length);

        // Those that were kept to be learned from again are not there twice. Where all were, held-out ones are kept apart.
        int oldDocuments = labels.Count(label => label < 2);
        Assert.Equal(replay == 1_000 ? old.Replay!.Training.Documents.Count : 160, oldDocuments);
        Assert.InRange(labels.Length - oldDocuments, 60, 80);
    }

    [Fact]
    public void Kept_rows_are_encoded_with_the_words_that_were_added()
    {
        var old = new Vocabulary(["the", "was"], lowerCase: true, hashBuckets: 64, ["late"]);
        var grown = new Vocabulary(["the", "was"], lowerCase: true, hashBuckets: 64, ["late", "refund", "a"]);
        var codes = new GrownCodes(old, grown);
        foreach (string text in new[] { "The refund was late", "refund", "a refunds a", "nothing new, late", "" })
        {
            Assert.Equal(grown.Encode(text), codes.Of(old.Encode(text)));
        }
    }

    [Fact]
    public void Kept_rows_with_added_words_are_learned_from_and_kept_as_new_texts_are()
    {
        // Unknown to the old model, since it occurs once.
        ClassificationModel old = TrainOld(replay: 1_000, new LabeledText("quasar".AsMemory(), 0));
        LabeledText[] rows = [.. NewClass(40, seed: 5), .. Enumerable.Repeat(new LabeledText("quasar quasar".AsMemory(), 2), 5)];
        (ClassificationModel model, _) = Continue(old, rows, replay: 1_000);

        int quasar = Assert.Single(model.Encode("quasar"));
        Assert.True(quasar >= old.Coder.TableRows);
        ReplayRows kept = model.Replay!;
        Assert.Contains(kept.Training.Documents.Concat(kept.Validation.Documents), document => document.SequenceEqual([quasar]));
    }

    [Fact]
    public void The_model_that_is_continued_from_stays_as_it_is()
    {
        ClassificationModel old = TrainOld(replay: 60);
        float[] before = old.Encoders.Weights.Values.ToArray();
        Continue(old, NewClass(80, seed: 5), replay: 60);
        Close.SameBits(before, old.Encoders.Weights.Values.ToArray(), "weights");
        GC.KeepAlive(old);
    }

    [Fact]
    public void It_is_the_same_on_any_number_of_threads()
    {
        ClassificationModel old = TrainOld(replay: 60);
        float[] one = Continue(old, NewClass(80, seed: 5), replay: 60, threads: 1).Model.Encoders.Weights.Values.ToArray();
        Close.SameBits(one, Continue(old, NewClass(80, seed: 5), replay: 60, threads: 2).Model.Encoders.Weights.Values.ToArray(), "weights");
    }

    [Fact]
    public void Rows_are_kept_in_the_measure_of_what_was_seen()
    {
        ClassificationModel old = TrainOld(replay: 40);
        Assert.Equal((40, 20), (old.Replay!.Training.Documents.Count, Math.Min(20, old.Replay.Validation.Documents.Count)));
        long seen = old.Replay.Training.StandsFor;
        (ClassificationModel model, TrainingReport report) = Continue(old, NewClass(80, seed: 5), replay: 40);

        int newRows = report.TrainingRows - 40;
        ReplaySample sample = model.Replay!.Training;
        Assert.Equal((40, seen + newRows), (sample.Documents.Count, sample.StandsFor));
        Assert.Equal(40 - Math.Round(40.0 * seen / (seen + newRows)), sample.Labels.Count(label => label == 2));
    }

    [Theory]
    [InlineData(10, 10, 5, 1)]
    [InlineData(10, 42, 100, 4.2f)]
    [InlineData(10, 1_000_000, 5, 4)]
    [InlineData(10, 1_000_000, 0, 1)]
    [InlineData(0, 0, 5, 0)]
    public void Kept_rows_count_as_much_as_those_they_stand_for_but_for_a_bound(int kept, long standsFor, int newRows, float weight) =>
        Assert.Equal(weight, new ReplaySample([.. Enumerable.Repeat(new[] { 2 }, kept)], [.. new int[kept]], standsFor).WeightBeside(newRows), 1e-5f);

    private static float[] Score(ClassificationModel model, int[] codes)
    {
        var scores = new float[model.ClassCount];
        model.Run([codes], scores);
        return scores;
    }

    // Toy texts have three classes, each with words of its own: the last is the one that is added later.
    private static LabeledText[] OldClasses(int count, ulong seed) =>
        [.. ToyTexts.Topics(2 * count, seed).Where(row => row.Labels.Class < 2).Take(count)];

    private static LabeledText[] NewClass(int count, ulong seed) =>
        [.. ToyTexts.Topics(4 * count, seed).Where(row => row.Labels == 2).Take(count)];

    private static ClassificationModel TrainOld(int replay, params LabeledText[] more) =>
        Trainer(replay).Train([.. OldClasses(160, seed: 1), .. more], validationRows: null, classes: 2).Model;

    private static ClassificationTrainer Trainer(int replay) => new()
    {
        Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
        CoderBuilder = ToyTexts.Words(),
        Training = Options with { ValidationFraction = 0.3 },
        Seed = 1,
        ReplaySize = replay,
    };

    private static (ClassificationModel Model, TrainingReport Report) Continue(
        ClassificationModel old,
        LabeledText[] rows,
        int replay,
        int threads = 1,
        NGramOptions? ngrams = null,
        TrainingOptions? training = null,
        double accuracyToKeep = 0) => new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
            CoderBuilder = new VocabularyBuilder(new VocabularyOptions { MinimumCount = 1 }, (Vocabulary)old.Coder),
            Training = (training ?? Options) with { Threads = threads },
            Seed = 2,
            ContinueFrom = old,
            ReplaySize = replay,
            AccuracyToKeep = accuracyToKeep,
            NGrams = ngrams,
        }.Train(rows, validationRows: null, classes: 3);
}
