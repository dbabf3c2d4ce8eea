using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

/// <summary>The parts of a classifier together: encoders side by side, n-grams, weights of rows.</summary>
public sealed class NGramsBesideTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 2, BatchSize = 16, LearningRate = 0.001, Threads = 1, ValidationFraction = 0.2 };

    [Fact]
    public void Ngrams_know_what_an_encoder_of_two_short_epochs_does_not()
    {
        LabeledText[] test = ToyTexts.Topics(100, seed: 2);
        ClassificationModel alone = Train(ToyTexts.Topics(300, seed: 1), ngrams: null).Model;
        (ClassificationModel both, TrainingReport report) = Train(ToyTexts.Topics(300, seed: 1), new NGramOptions());
        Assert.InRange(ToyTexts.Accuracy(alone, test), 0, 0.9);
        Assert.Equal(1, ToyTexts.Accuracy(both, test));
        Assert.Equal(1, report.ValidationMetrics!.Accuracy);
        Assert.Equal(report.ValidationRows, report.ValidationMetrics.Rows);
    }

    [Fact]
    public void Rows_held_out_are_learned_from_at_last_and_rows_given_for_validation_are_not()
    {
        LabeledText[] rows = ToyTexts.Topics(300, seed: 1);
        LabeledText[] own = [.. Enumerable.Range(0, 60).Select(i => new LabeledText($"own{i} word1".AsMemory(), i % 3))];
        int known = Train(rows, new NGramOptions { Longest = 1 }).Model.NGrams!.Index.Count;
        int knownOfAll = Train([.. rows, .. own], new NGramOptions { Longest = 1 }).Model.NGrams!.Index.Count;
        int knownBeside = Train(rows, new NGramOptions { Longest = 1 }, own).Model.NGrams!.Index.Count;
        Assert.Equal(known, knownBeside);
        Assert.Equal(known + 60, knownOfAll);
    }

    [Fact]
    public void Without_rows_to_fit_on_the_usual_mixture_is_taken()
    {
        ClassificationTrainer trainer = Trainer(new NGramOptions(), Options with { ValidationFraction = 0 });
        (ClassificationModel model, TrainingReport report) = trainer.Train(ToyTexts.Topics(60, seed: 1), null, 3);
        Assert.Equal(new Mixture(0.5f, 2), model.Mixture);
        Assert.Null(report.ValidationMetrics);
        Assert.Equal(1, ToyTexts.Accuracy(model, ToyTexts.Topics(60, seed: 2)));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Several_encoders_answer_with_the_mean_of_their_logits(int threads, int segments)
    {
        EncoderOptions encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm) with { SegmentLength = segments == 1 ? 64 : 8 };
        ClassificationTrainer trainer = Trainer(null, Options with { Threads = threads }, members: 3, encoder);
        ClassificationModel model = trainer.Train(ToyTexts.Topics(100, seed: 1), null, 3).Model;
        Assert.Equal(3, model.MemberCount);
        Assert.Equal(3, model.Encoders.Tables.Distinct().Count());
        int[] codes = model.Encode("red word1 word2 word3 word1 word2 word3 green word1 blue");
        var probabilities = new float[3];
        model.Run([codes], probabilities);

        var pass = new Pass(model.Encoders.Weights);
        pass.StartMeasuring(0, 0);
        var documents = new DocumentBatch();
        documents.Start(model.Options.SegmentLength);
        documents.Add(codes);
        float[][] logits = [.. Enumerable.Range(0, 3).Select(member => model.Encoders.Logits(pass, documents, member).Row(0).ToArray())];
        Assert.NotEqual(logits[0], logits[1]);
        Assert.NotEqual(logits[1], logits[2]);
        float[] expected = [.. Enumerable.Range(0, 3).Select(label => logits.Average(values => values[label]) * model.Mixture.Encoder)];
        Kernels.Current.Softmax(expected);
        Close.All(expected, probabilities, 1e-5, "probabilities");
    }

    [Fact]
    public void The_whole_model_is_the_same_on_any_number_of_threads()
    {
        ClassificationModel one = Model(threads: 1);
        ClassificationModel three = Model(threads: 3);
        Close.SameBits(one.Encoders.Weights.Values, three.Encoders.Weights.Values, "weights");
        Close.SameBits(one.NGrams!.Weights, three.NGrams!.Weights, "weights of the n-grams");
        Assert.Equal(one.Mixture, three.Mixture);

        static ClassificationModel Model(int threads) =>
            Trainer(new NGramOptions(), Options with { Threads = threads }, members: 2).Train(ToyTexts.Topics(200, seed: 1), null, 3).Model;
    }

    [Fact]
    public void Where_memory_is_short_the_ngrams_learn_the_same()
    {
        EncodedRows rows = Rows([.. Enumerable.Range(0, 60).Select(i => (i % 3, 1f))]);
        TokenCoder coder = Train(ToyTexts.Topics(60, seed: 1), ngrams: null).Model.Coder;
        using var workers = new Workers(2);
        NGramClassifier expected = Learn(Options);

        // The process has more than this already, so all vectors go to the file.
        NGramClassifier bounded = Learn(Options with { MaxMemoryMB = 64 });

        Assert.Equal(expected.Index.NGrams, bounded.Index.NGrams);
        Close.SameBits(expected.Weights, bounded.Weights, "weights");

        NGramClassifier Learn(TrainingOptions memory) =>
            new NGramTrainer(new NGramOptions(), memory, classes: 3, coder, earlier: null, seed: 1).Train(rows, workers);
    }

    [Fact]
    public void Documents_are_remembered_where_the_parts_that_learn_weights_do_not_find_the_rule()
    {
        // Which two of twelve words stand together decides, by chance: no weight of a single word tells it.
        var random = new RandomStream(2);
        int[] classes = [.. Enumerable.Range(0, 144).Select(_ => random.NextInteger(2))];
        LabeledText[] rows = [.. Enumerable.Range(0, 400).Select(_ =>
        {
            (int first, int second) = (random.NextInteger(12), random.NextInteger(12));
            return new LabeledText($"first{first} second{second}".AsMemory(), classes[12 * first + second]);
        })];
        ClassificationModel without = Trainer(new NGramOptions { Longest = 1, Neighbors = 0 }, Options).Train(rows[..300], null, 2).Model;
        (ClassificationModel with, TrainingReport report) = Trainer(new NGramOptions { Longest = 1, Neighbors = 1 }, Options).Train(rows[..300], null, 2);
        Assert.Null(without.NGrams!.Memory);
        Assert.Equal(300, with.NGrams!.Memory!.Count);
        Assert.Equal(300, report.RememberedDocuments);
        Assert.True(with.Mixture.Neighbors > 0);
        Assert.True(ToyTexts.Accuracy(with, rows[300..]) > ToyTexts.Accuracy(without, rows[300..]) + 0.1);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData(0, 60 + 60)]
    [InlineData(45, 60 + 15)]
    public void A_training_that_goes_on_remembers_each_document_once(int? rowsRemembered, int remembered)
    {
        EncodedRows rows = Rows([.. Enumerable.Range(0, 60).Select(i => (i % 3, 1f))]);
        TokenCoder coder = Train(ToyTexts.Topics(60, seed: 1), ngrams: null).Model.Coder;
        using var workers = new Workers(2);
        NGramClassifier earlier = new NGramTrainer(new NGramOptions(), Options, classes: 3, coder, earlier: null, seed: 1).Train(rows, workers, remembers: true);
        Assert.Equal(60, earlier.Memory!.Count);
        NGramClassifier later = new NGramTrainer(new NGramOptions(), Options, classes: 3, coder, earlier, seed: 1) { RowsRemembered = rowsRemembered }
            .Train(rows, workers, remembers: true);
        Assert.Equal(remembered, later.Memory!.Count);
        Assert.Null(later.WithoutMemory().Memory);
    }

    [Fact]
    public void Of_two_classes_one_speaks_against_the_other()
    {
        ClassificationModel model = Trainer(new NGramOptions(), Options).Train(ToyTexts.Orders(200, seed: 1), null, 2).Model;
        var margins = new float[2];
        model.NGrams!.Score(model.Encode("alpha beta"), margins, default);
        Assert.Equal(-margins[0], margins[1]);
        Assert.NotEqual(0, margins[0]);
    }

    [Fact]
    public void Balanced_classes_count_the_same_and_rows_keep_their_own_weight()
    {
        EncodedRows rows = Rows((0, 1), (0, 1), (0, 2), (1, 1), (2, 3));
        rows.Weigh(ClassWeighting.Balanced, classes: 4);
        float third = 8f / 3 / 4;
        Assert.Equal([third, third, 2 * third, 8f / 3, 8f / 3], rows.Weights.ToArray(), new Near());
        rows = Rows((0, 1), (1, 2));
        rows.Weigh(ClassWeighting.None, classes: 2);
        Assert.Equal([1f, 2f], rows.Weights.ToArray());
    }

    [Fact]
    public void Balancing_finds_more_of_a_rare_class()
    {
        // One row in ten is of class 1; its word says as much of more rows of class 0.
        LabeledText[] rows = [.. Enumerable.Range(0, 400).Select(i =>
            new LabeledText((i % 10 == 0 || i % 4 == 1 ? "rare" : "often").AsMemory(), i % 10 == 0 ? 1 : 0))];
        LabeledText[] test = [.. Enumerable.Repeat(new LabeledText("rare".AsMemory(), 1), 4)];
        Assert.Equal(0, ToyTexts.Accuracy(Model(ClassWeighting.None), test));
        Assert.Equal(1, ToyTexts.Accuracy(Model(ClassWeighting.Balanced), test));

        ClassificationModel Model(ClassWeighting weighting) => new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
            CoderBuilder = ToyTexts.Words(),
            Training = Options with { Epochs = 10, LearningRate = 0.01 },
            Seed = 1,
            ClassWeights = weighting,
        }.Train(rows, rows, 2).Model;
    }

    [Fact]
    public void Rows_of_no_weight_are_not_learned_from()
    {
        LabeledText[] rows = ToyTexts.Topics(90, seed: 1);
        LabeledText[] wrong = [.. rows.Select(row => row with { Labels = (row.Labels.Class + 1) % 3, Weight = 0 })];
        (ClassificationModel model, TrainingReport report) = Trainer(new NGramOptions(), Options with { ValidationFraction = 0 }).Train([.. rows, .. wrong], null, 3);
        Assert.Equal(90, report.TrainingRows);
        Assert.Equal(1, ToyTexts.Accuracy(model, ToyTexts.Topics(60, seed: 2)));
    }

    private static EncodedRows Rows(params (int Label, float Weight)[] rows)
    {
        var encoded = new EncodedRows();
        foreach ((int label, float weight) in rows)
        {
            encoded.Add([2 + label, 5], label, weight);
        }

        return encoded;
    }

    private static (ClassificationModel Model, TrainingReport Report) Train(
        LabeledText[] rows, NGramOptions? ngrams, LabeledText[]? validation = null) =>
        Trainer(ngrams, Options).Train(rows, validation, 3);

    private static ClassificationTrainer Trainer(
        NGramOptions? ngrams, TrainingOptions options, int members = 1, EncoderOptions? encoder = null) => new()
        {
            Encoder = encoder ?? ToyTexts.SmallEncoder(EncoderKind.Lstm),
            CoderBuilder = ToyTexts.Words(),
            Training = options,
            Seed = 1,
            NGrams = ngrams,
            Members = members,
        };

    private sealed class Near : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) < 1e-5f;

        public int GetHashCode(float obj) => 0;
    }
}
