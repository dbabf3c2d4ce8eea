using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class RowsToLearnTests
{
    private const int Classes = 3;

    [Fact]
    public void A_held_out_row_is_hidden_from_one_encoder_in_turn()
    {
        (RowsToLearn rows, _) = Create(training: 5, validation: 7, folds: 3);
        Assert.Equal(12, rows.Count);
        for (int example = 0; example < rows.Count; example++)
        {
            int[] hiddenFrom = [.. Enumerable.Range(0, 3).Where(member => rows.IsHiddenFrom(member, example))];
            Assert.Equal(example < 5 ? [] : [(example - 5) % 3], hiddenFrom);
            Assert.Equal(example < 5 ? 1 : 2 / 3.0, rows.LearningShare(example));
            Assert.Equal(example < 5 ? (rows.Training, example) : (rows.Validation, example - 5), rows.Find(example));
        }
    }

    [Fact]
    public void Without_folds_validation_rows_are_not_learned_from()
    {
        (RowsToLearn rows, _) = Create(training: 5, validation: 7, folds: 0);
        Assert.Equal(5, rows.Count);
        Assert.All(Enumerable.Range(0, 5), example => Assert.Equal(1, rows.LearningShare(example)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void What_an_encoder_learns_does_not_depend_on_the_rows_hidden_from_it(double adversarialEpsilon)
    {
        // The batch has training rows and a validation row that the second of three encoders must not see.
        float[] expected = Gradient(label: 0, out EncoderEnsemble model);
        float[] other = Gradient(label: 1, out _);
        foreach (Parameter parameter in model.Layout.Parameters)
        {
            bool isSecond = parameter.Name.StartsWith("member2.", StringComparison.Ordinal);
            int offset = model.Layout.OffsetOf(parameter);
            Range values = offset..(offset + parameter.Length);
            Assert.Equal(isSecond, expected.AsSpan()[values].SequenceEqual(other.AsSpan()[values]));
            Assert.Contains(expected[values], value => value != 0);
        }

        float[] Gradient(int label, out EncoderEnsemble model)
        {
            (RowsToLearn rows, model) = Create(training: 5, validation: 4, folds: 3);
            rows.Validation.Labels[1] = label;
            using var workers = new Workers(1);
            var learner = new BatchLearner(new ClassificationObjective(model, rows, 0.1, adversarialEpsilon), workers, batchSize: 4, seed: 1);
            learner.Prepare([0, 3, 6, 4], step: 1);
            Gradients gradients = learner.Learn(out _, out double targets);
            Assert.Equal(3 + 2 / 3.0, targets, 1e-9);
            return FlatGradients.Of(gradients, model);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_validation_row_is_measured_by_the_encoder_it_is_hidden_from(int threads)
    {
        (RowsToLearn rows, EncoderEnsemble model) = Create(training: 5, validation: 7, folds: 3);
        float[] found = rows.Validate([.. Enumerable.Range(0, 7)], model, threads, StageWatch.None);
        for (int row = 0; row < 7; row++)
        {
            var expected = new float[Classes];
            model.RunMember(row % 3, [rows.Validation.Documents[row]], expected, threads: 1);
            Close.SameBits(expected, found.AsSpan(row * Classes, Classes).ToArray(), $"row {row}");
        }
    }

    [Fact]
    public void Without_folds_all_encoders_measure_together()
    {
        (RowsToLearn rows, EncoderEnsemble model) = Create(training: 5, validation: 7, folds: 0);
        var expected = new float[7 * Classes];
        model.Run(rows.Validation.Documents, expected);
        Close.SameBits(expected, rows.Validate([.. Enumerable.Range(0, 7)], model, threads: 1, StageWatch.None), "logits");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, false)]
    public void Held_out_rows_are_learned_from_too_unless_they_are_kept_to_tell_what_is_forgotten(int replay, bool areLearned)
    {
        // A class that only the held-out rows have.
        const double Fraction = 0.4;
        string[] words = ["red", "green", "blue"];
        LabeledText[] rows = [.. HeldOutRows.Mark(Enumerable.Range(0, 200), seed: 1, Fraction).Select(row => row.IsHeldOut ? 2 : row.Row % 2).Select(label => new LabeledText(words[label].AsMemory(), label))];
        var trainer = new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Gru),
            CoderBuilder = ToyTexts.Words(),
            Training = new TrainingOptions { ValidationFraction = Fraction, Epochs = 10, BatchSize = 8, LearningRate = 0.01, Threads = 1 },
            Seed = 1,
            Members = 3,
            ReplaySize = replay,
        };
        (ClassificationModel model, TrainingReport report) = trainer.Train(rows, validationRows: null, Classes);
        Assert.Equal(rows.Count(row => row.Labels == 2), report.ValidationRows);
        Assert.Equal(200, report.TrainingRows + report.ValidationRows);
        Assert.Equal(areLearned ? 1 : 0, ToyTexts.Accuracy(model, [.. rows.Where(row => row.Labels == 2)]));
    }

    private static (RowsToLearn Rows, EncoderEnsemble Model) Create(int training, int validation, int folds)
    {
        LabeledText[] texts = ToyTexts.Topics(training + validation, seed: 1);
        EncoderEnsemble model = ToyTexts.Encoders(texts, ToyTexts.SmallEncoder(EncoderKind.Gru), Classes, members: 3);
        var kinds = (Training: new EncodedRows(), Validation: new EncodedRows());
        for (int i = 0; i < texts.Length; i++)
        {
            (i < training ? kinds.Training : kinds.Validation).Add(model.Encode(texts[i].Text.Span), texts[i].Labels);
        }

        return (new RowsToLearn(kinds.Training, kinds.Validation, folds), model);
    }
}
