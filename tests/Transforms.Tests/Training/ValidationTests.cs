using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

public class ValidationTests
{
    private readonly MLContext _context = new(1);

    private MulticlassClassificationCatalog.MulticlassClassificationTrainers Trainers => _context.MulticlassClassification.Trainers;

    [Fact]
    public void A_tenth_of_the_rows_is_held_out()
    {
        TrainingReport report = Trainers.ContextMemoryClassifier(Tiny.Classifier).Fit(Messages.Load(_context, 400)).TrainingReport!;

        Assert.InRange(report.ValidationRows, 20, 70);
        Assert.Equal(400, report.TrainingRows + report.ValidationRows);
        Assert.NotNull(Assert.Single(report.Epochs).ValidationMetric);
    }

    [Fact]
    public void Of_few_rows_none_is_held_out()
    {
        TrainingReport report = Trainers.ContextMemoryClassifier(Tiny.Classifier).Fit(Messages.Load(_context, 100)).TrainingReport!;

        Assert.Equal(0, report.ValidationRows);
        Assert.Equal(100, report.TrainingRows);
        Assert.Null(Assert.Single(report.Epochs).ValidationMetric);
    }

    [Fact]
    public void With_validation_data_no_row_is_held_out()
    {
        IDataView validation = Learned.Test;

        TrainingReport report = Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { ValidationData = validation })
            .Fit(Messages.Load(_context, 400))
            .TrainingReport!;

        Assert.Equal((400, 80), (report.TrainingRows, report.ValidationRows));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Label")]
    [InlineData(nameof(Message.Topic))]
    [InlineData(nameof(Message.IsBilling))]
    public void An_encoder_takes_validation_data_too(string? label)
    {
        ContextMemoryEncodeOptions options = Tiny.Encode with { LabelColumnName = label, ValidationData = Learned.Test };

        TrainingReport report = _context.Transforms.ContextMemoryEncode(options).Fit(Messages.Load(_context, 400)).TrainingReport!;

        Assert.Equal((400, 80), (report.TrainingRows, report.ValidationRows));
        Assert.NotNull(Assert.Single(report.Epochs).ValidationLoss);
    }

    [Fact]
    public void Validation_data_whose_label_is_of_another_type_is_refused()
    {
        IDataView data = Messages.Load(_context, 60);
        IDataView validation = _context.Transforms.CopyColumns("Label", nameof(Message.Topic)).Fit(data).Transform(data);
        ContextMemoryEncodeEstimator encoder = _context.Transforms.ContextMemoryEncode(
            Tiny.Encode with { LabelColumnName = "Label", ValidationData = validation });

        Assert.Equal(
            "The label column 'Label' is of the type String in the validation data and Key<UInt32, 0-2> in the training data. Make it the same in both.",
            Assert.Throws<ArgumentException>(() => encoder.Fit(data)).Message);
    }

    [Fact]
    public void An_encoder_learns_from_a_label_as_a_classifier_does()
    {
        ContextMemoryEncodeOptions options = Tiny.Encode with { LabelColumnName = "Label", AdversarialEpsilon = null, PretrainingEpochs = null };

        TrainingReport report = _context.Transforms.ContextMemoryEncode(options).Fit(Messages.Load(_context, 60)).TrainingReport!;

        Assert.Equal((10, 0.2), (report.Pretraining.Count, report.AdversarialEpsilon));
    }

    [Fact]
    public void Training_ends_when_validation_gets_worse_and_the_best_weights_are_kept()
    {
        ContextMemoryClassifierOptions options = Tiny.Classifier with
        {
            ValidationData = WithTurnedLabels(Learned.Test),
            NGrams = new NGramOptions { Longest = 0 },
            Training = Learned.Training with { Epochs = 40, Patience = 3 },
        };

        ContextMemoryMulticlassTransformer model = Trainers.ContextMemoryClassifier(options).Fit(Learned.Train);

        TrainingReport report = model.TrainingReport!;
        Assert.Equal(report.BestEpoch + 3, report.Epochs.Count);
        Assert.InRange(report.Epochs.Count, 4, 39);
        Assert.False(report.WasCancelled);
        AssertHasWeightsOf(report.Epochs[report.BestEpoch - 1], model, options.ValidationData);
    }

    [Fact]
    public void The_report_marks_each_epoch_that_was_the_best_so_far()
    {
        TrainingReport report = Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { ValidationData = Learned.Test, Training = Learned.Training })
            .Fit(Learned.Train)
            .TrainingReport!;

        EpochResult? best = null;
        foreach (EpochResult epoch in report.Epochs)
        {
            bool isBetter = best is null || epoch.ValidationLoss < best.ValidationLoss;
            Assert.Equal(isBetter, epoch.IsBest);
            best = isBetter ? epoch : best;
        }

        Assert.Equal(Enumerable.Range(1, report.Epochs.Count), report.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(best!.Epoch, report.BestEpoch);
    }

    [Fact]
    public void Validation_data_with_keys_in_another_order_is_refused()
    {
        // The first message of a topic decides which key the topic gets.
        IDataView backwards = Messages.Load(_context, [.. Messages.Make(30).OrderByDescending(message => message.Topic)]);

        var fault = Assert.Throws<ArgumentException>(() =>
            Trainers.ContextMemoryClassifier(Tiny.Classifier with { ValidationData = backwards }).Fit(Learned.Train));

        Assert.Equal(
            "The keys of the label column 'Label' stand for other values in the validation data than in the training data. " +
            "Map both with the same fitted Conversion.MapValueToKey.",
            fault.Message);
    }

    [Fact]
    public void Validation_data_without_the_text_column_is_refused()
    {
        IDataView nameless = _context.Transforms.DropColumns("Text").Fit(Learned.Test).Transform(Learned.Test);

        var fault = Assert.Throws<ArgumentOutOfRangeException>(() =>
            Trainers.ContextMemoryClassifier(Tiny.Classifier with { ValidationData = nameless }).Fit(Learned.Train));

        Assert.StartsWith("There is no text column 'Text': expected String. The data has: Id, Topic, IsBilling, Label.", fault.Message);
    }

    [Fact]
    public void An_encoder_holds_rows_out_too()
    {
        TrainingReport report = _context.Transforms.ContextMemoryEncode(Tiny.Encode).Fit(Messages.Load(_context, 400)).TrainingReport!;

        Assert.Equal(400, report.TrainingRows + report.ValidationRows);
        Assert.InRange(report.ValidationRows, 20, 70);
        EpochResult epoch = Assert.Single(report.Epochs);
        Assert.Equal(-epoch.ValidationLoss, epoch.ValidationMetric);
    }

    /// <summary>Key 1 becomes 2, 2 becomes 3, 3 becomes 1: what is learned is wrong here, so the first epochs are the best.</summary>
    private IDataView WithTurnedLabels(IDataView data)
    {
        string[] names = ["billing", "praise", "delivery"];
        List<Message> turned = [.. _context.Data.CreateEnumerable<Message>(data, reuseRowObject: false)];
        turned.ForEach(message => message.Topic = names[(Array.IndexOf(names, message.Topic) + 1) % 3]);
        ITransformer keys = _context.Transforms.Conversion.MapValueToKey("Label", "Topic").Fit(Learned.Train);
        return keys.Transform(_context.Data.LoadFromEnumerable(turned));
    }

    private void AssertHasWeightsOf(EpochResult epoch, ITransformer model, IDataView validation)
    {
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(model.Transform(validation));
        Assert.Equal(epoch.ValidationMetric!.Value, metrics.MicroAccuracy, 1e-9);

        // The temperature is fitted on these rows once training has ended.
        Assert.InRange(metrics.LogLoss, 0, epoch.ValidationLoss!.Value + 1e-5);
    }
}
