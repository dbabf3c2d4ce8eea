using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks;

/// <summary>Training that starts from word vectors: which rows of the table move, and what is the same in every run.</summary>
public sealed class WordVectorTrainingTests : IDisposable
{
    private const ulong Seed = 1;

    private static readonly TrainingOptions Training = new()
    {
        Epochs = 3,
        BatchSize = 16,
        LearningRate = 0.01,
        ValidationFraction = 0,
        Threads = 1,
    };

    private static readonly LabeledText[] Rows = ToyTexts.Topics(90, seed: 1);

    private readonly VectorFiles _files = new();
    private readonly string _path;

    public WordVectorTrainingTests() => _path = _files.Write("""
        red 0.1 -0.7 0.3 0.2
        Green 0.3 0.3 -0.3 0.9
        blue -0.9 0.1 0.7 0.1
        word1 0.33 0.77 -0.13 0.1
        elsewhere 1 1 1 1
        """);

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Frozen_vectors_stay_and_all_other_rows_that_are_used_move(double averageEpochs)
    {
        (ClassificationModel model, TrainingReport report) = Train(isFrozen: true, Training with { AverageEpochs = averageEpochs });
        AssertMoved(model, expectedToStay: ["red", "green", "blue", "word1"]);
        Assert.Equal(4, model.Options.EmbeddingSize);
        Assert.Equal((4, 11, 4), (report.WordVectors!.Words, report.WordVectors.VocabularySize, report.WordVectors.Dimension));
        Assert.InRange(report.WordVectors.TokenShare, 0.2, 0.5);
    }

    [Fact]
    public void Tuned_vectors_are_but_a_start() => AssertMoved(Train(isFrozen: false, Training).Model, expectedToStay: []);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_weights_do_not_depend_on_the_threads(bool isFrozen)
    {
        float[] one = Values(Train(isFrozen, Training with { AverageEpochs = 1 }).Model.Encoders);
        Close.SameBits(one, Values(Train(isFrozen, Training with { AverageEpochs = 1, Threads = 2 }).Model.Encoders), "weights of 2 threads");
    }

    [Fact]
    public void An_encoder_that_learns_from_text_keeps_frozen_vectors_too()
    {
        var trainer = new TokenPredictionTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Attention).With(new { Heads = 2 }),
            CoderBuilder = ToyTexts.Words(),
            WordVectors = new WordVectorOptions { Path = _path, IsFrozen = true },
            Training = Training,
            Objective = TokenObjective.MaskedToken,
            Seed = Seed,
        };
        (EncodingModel model, TrainingReport report) = trainer.Train(Rows.Select(row => row.Text));
        Assert.Equal(4, report.WordVectors!.Words);
        var vocabulary = Assert.IsType<Vocabulary>(model.Coder);
        Assert.Equal([0.1f, -0.7f, 0.3f, 0.2f], Row(model, vocabulary, "red"));
        Assert.Equal([0.3f, 0.3f, -0.3f, 0.9f], Row(model, vocabulary, "green"));
    }

    [Fact]
    public void A_checkpoint_of_tuned_vectors_is_not_gone_on_from_with_frozen_ones()
    {
        string checkpoint = _files.Write("", "checkpoint");
        File.Delete(checkpoint);
        TrainingOptions options = Training with { CheckpointPath = checkpoint };
        Train(isFrozen: false, options);
        var fault = Assert.Throws<InvalidDataException>(() => Train(isFrozen: true, options));
        Assert.Contains("frozen word vectors True in place of False", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_none_is_refused_before_a_row_is_read()
    {
        string path = _files.Write("hello\n", "hello.txt");
        ClassificationTrainer trainer = Trainer(new WordVectorOptions { Path = path }, Training);
        Assert.Throws<InvalidDataException>(() => trainer.Train(Enumerable.Range(0, 1).Select(NotToBeRead), null, classes: 3));

        static LabeledText NotToBeRead(int row) => throw new NotSupportedException($"Row {row} was read.");
    }

    private void AssertMoved(ClassificationModel model, string[] expectedToStay)
    {
        var vocabulary = Assert.IsType<Vocabulary>(model.Coder);
        using WordVectorStart start = WordVectorStart.Open(new WordVectorOptions { Path = _path })!;
        var untrained = new EncoderEnsemble(vocabulary, model.Options, classes: 3, Kernels.Current);
        untrained.Weights.Initialize(Seed);
        start.Load(untrained, [], new TrainingOptions());
        foreach (string word in vocabulary.Words)
        {
            float[] before = Row(untrained, vocabulary, word);
            bool stayed = before.AsSpan().SequenceEqual(Row(model.Encoders, vocabulary, word));
            Assert.True(stayed == expectedToStay.Contains(word), $"'{word}' {(stayed ? "stayed" : "moved")}.");
        }
    }

    private (ClassificationModel Model, TrainingReport Report) Train(bool isFrozen, TrainingOptions options) =>
        Trainer(new WordVectorOptions { Path = _path, IsFrozen = isFrozen }, options).Train(Rows, validationRows: null, classes: 3);

    private static ClassificationTrainer Trainer(WordVectorOptions vectors, TrainingOptions options) => new()
    {
        Encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm),
        CoderBuilder = ToyTexts.Words(),
        WordVectors = vectors,
        Training = options,
        Seed = Seed,
    };

    private static float[] Row(TextModel model, Vocabulary vocabulary, string word)
    {
        Assert.True(vocabulary.TryFind(word, out int row));
        float[] values = model.Weights[model.Encoder.Table].Row(row).ToArray();
        GC.KeepAlive(model);
        return values;
    }

    private static float[] Values(TextModel model)
    {
        float[] values = model.Weights.Values.ToArray();
        GC.KeepAlive(model);
        return values;
    }
}
