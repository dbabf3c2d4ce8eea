using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummarizationTrainerTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 8,
        BatchSize = 16,
        LearningRate = 0.02,
        ValidationFraction = 0,
        Threads = 1,
        Seed = 1,
    };

    [Theory]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.Attention)]
    public void The_sentence_with_the_cue_is_found(EncoderKind kind)
    {
        (SummarizationModel model, TrainingReport report) =
            ToySummaries.Trainer(Options, kind).Train(ToySummaries.Cues(150, seed: 1), validationRows: null);
        Assert.InRange(ToySummaries.Accuracy(model, ToySummaries.Cues(60, seed: 2)), 0.95, 1);
        Assert.True(report.Epochs[^1].TrainingLoss < 0.6 * report.Epochs[0].TrainingLoss);
    }

    [Fact]
    public void Labels_of_sentences_do_as_well_as_references()
    {
        SummaryDocument[] rows = [.. ToySummaries.Cues(150, seed: 1).Select(ToySummaries.Labelled)];
        (SummarizationModel model, _) = ToySummaries.Trainer(Options).Train(rows, validationRows: null);
        Assert.InRange(ToySummaries.Accuracy(model, ToySummaries.Cues(60, seed: 2)), 0.95, 1);
    }

    [Fact]
    public void The_weights_depend_on_the_seed_and_not_on_the_threads()
    {
        float[] expected = Weights(threads: 1, seed: 1);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        Close.SameBits(expected, Weights(threads: 2, seed: 1), "weights of 2 threads");
        Close.SameBits(expected, Weights(threads: 3, seed: 1), "weights of 3 threads");
        Assert.False(expected.AsSpan().SequenceEqual(Weights(threads: 1, seed: 2)), "Another seed gave the same weights.");

        static float[] Weights(int threads, int seed)
        {
            TrainingOptions options = Options with { Epochs = 2, Threads = threads, ValidationFraction = 0.3, Seed = seed, BatchSize = 32 };
            (SummarizationModel model, _) = ToySummaries.Trainer(options).Train(ToySummaries.Cues(90, seed: 3), validationRows: null);
            float[] values = model.Weights.Values.ToArray();
            GC.KeepAlive(model);
            return values;
        }
    }

    [Fact]
    public void Scores_do_not_depend_on_batch_mates_or_threads()
    {
        (SummarizationModel model, _) =
            ToySummaries.Trainer(Options with { Epochs = 1 }).Train(ToySummaries.Cues(30, seed: 1), validationRows: null);
        EncodedDocument[] documents = [.. ToySummaries.Cues(9, seed: 2).Select(document => model.Encode(document.Sentences, "")), model.Encode([], "")];
        float[][] together = model.Score(documents, threads: 3);
        Assert.Empty(together[^1]);
        for (int i = 0; i < documents.Length; i++)
        {
            Close.SameBits(model.Score([documents[i]])[0], together[i], $"document {i}");
        }
    }

    [Fact]
    public void Rows_to_learn_nothing_from_are_left_out_and_counted()
    {
        SummaryDocument[] rows =
        [
            .. ToySummaries.Cues(30, seed: 1),
            new SummaryDocument { Sentences = [], References = ["a"] },
            new SummaryDocument { Sentences = ["a sentence"], References = [] },
            new SummaryDocument { Sentences = ["a sentence"], References = ["", "..."] },
            new SummaryDocument { Sentences = ["a sentence"], Labels = [0] },
        ];
        (_, TrainingReport report) = ToySummaries.Trainer(Options with { Epochs = 1 }).Train(rows, validationRows: null);
        Assert.Equal((30, 0, 4), (report.TrainingRows, report.ValidationRows, report.RowsWithoutLabel));
    }

    [Fact]
    public void Validation_measures_rouge_of_the_chosen_sentences()
    {
        (_, TrainingReport report) =
            ToySummaries.Trainer(Options).Train(ToySummaries.Cues(150, seed: 1), ToySummaries.Cues(40, seed: 2));
        Assert.Equal((150, 40), (report.TrainingRows, report.ValidationRows));
        Assert.InRange(report.Epochs.Max(epoch => epoch.ValidationMetric!.Value), 0.9, 1);
    }

    [Fact]
    public void Labelled_sentences_may_have_no_words()
    {
        SummaryDocument[] rows = [.. Enumerable.Range(0, 60).Select(i => new SummaryDocument
        {
            Sentences = [i % 7 == 0 ? "🐈 …" : "🐈 !", "🐕?!"],
            Labels = [i % 2, 1 - i % 2],
        })];
        (_, TrainingReport report) = ToySummaries.Trainer(Options with { Epochs = 2 }).Train(rows[..40], rows[40..]);
        Assert.All(report.Epochs, epoch => Assert.Equal(0, epoch.ValidationMetric));
        Assert.All(report.Epochs, epoch => Assert.InRange(epoch.ValidationLoss!.Value, 0.01, 2));
    }

    [Fact]
    public void No_rows_are_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => ToySummaries.Trainer(Options).Train([], validationRows: null));
        Assert.Equal("The training data has no rows. Pass data with at least one text that has a reference summary.", exception.Message);
    }

    [Fact]
    public void Rows_without_anything_to_learn_from_are_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(
            () => ToySummaries.Trainer(Options).Train([new SummaryDocument { Sentences = ["a"] }], validationRows: null));
        Assert.Equal(
            "None of the 1 training rows has a sentence and a reference summary. Check the names of the columns.", exception.Message);
    }
}
