using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryClassifier;

public class MultiLabelPipelineTests
{
    private static readonly ContextMemoryClassifierOptions Options =
        Tiny.Classifier with { LabelColumnName = "Labels", Training = Learned.Training };

    private readonly MLContext _context = new(1);

    [Fact]
    public void Texts_get_the_labels_that_they_have()
    {
        IDataView scored = Fit(Options).Transform(Load(Messages.Make(80, seed: 2)));

        MultiLabelMetrics metrics = _context.ContextMemory().EvaluateLabels(scored, "Labels");

        Assert.Equal(80, metrics.Rows);
        Assert.Equal(["billing", "delivery", "order"], metrics.PerLabel.Keys);
        Assert.All(metrics.PerLabel.Values, label => Assert.InRange(label.F1, 0.8, 1));
        Assert.InRange(metrics.MicroF1, 0.85, 1);
        Assert.InRange(metrics.SubsetAccuracy, 0.7, 1);
    }

    [Fact]
    public void The_labels_are_those_that_reach_their_threshold()
    {
        ContextMemoryMultiLabelTransformer model = Fit(Options);

        MultiLabelRow[] rows = Rows(model, Messages.Make(80, seed: 2));

        Assert.All(model.Thresholds, threshold => Assert.InRange(threshold, 0, 1));
        Assert.All(rows, row =>
        {
            IEnumerable<string> reached = model.Labels.Where((_, label) => row.Score[label] >= model.Thresholds[label]);
            Assert.Equal(reached.Order(), row.PredictedLabels.Order());
            float[] scores = [.. row.PredictedLabels.Select(label => row.Score[model.Labels.ToList().IndexOf(label)])];
            Assert.Equal(scores.OrderDescending(), scores);
        });
        Assert.Contains(rows, row => row.PredictedLabels.Length == 0);
        Assert.Contains(rows, row => row.PredictedLabels.Length == 2);
    }

    [Fact]
    public void Equivalent_labels_are_one()
    {
        LabeledMessage[] rows = [.. Messages.Make(40, seed: 3).Select(LabeledMessage.Of)];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Labels = [.. rows[i].Labels, i % 2 == 0 ? "café" : "cafe\u0301"];
        }

        ContextMemoryMultiLabelTransformer model = _context.MulticlassClassification.Trainers
            .ContextMemoryMultiLabelClassifier(Options with { Training = Tiny.Training })
            .Fit(_context.Data.LoadFromEnumerable(rows));

        Assert.Equal(["billing", "café", "delivery", "order"], model.Labels.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_validation_rows_the_thresholds_are_one_half()
    {
        ContextMemoryMultiLabelTransformer model = Fit(Options with { Training = Learned.Training with { ValidationFraction = 0 } });

        Assert.Equal([0.5f, 0.5f, 0.5f], model.Thresholds);
    }

    [Fact]
    public void Labels_that_only_validation_rows_have_are_not_learned()
    {
        LabeledMessage[] rows = [.. Messages.Make(40, seed: 3).Select(LabeledMessage.Of)];
        rows[0].Labels = [.. rows[0].Labels, "unheard of"];

        ContextMemoryMultiLabelTransformer model = Fit(Options with { ValidationData = _context.Data.LoadFromEnumerable(rows) });

        Assert.Equal(["billing", "delivery", "order"], model.Labels.Order());
        Assert.NotNull(model.TrainingReport!.Epochs[0].ValidationLoss);
    }

    [Fact]
    public void One_label_is_enough()
    {
        LabeledMessage[] rows = [.. Messages.Make(60).Select(message => new LabeledMessage { Text = message.Text, Labels = message.IsBilling ? ["billing"] : [] })];

        ContextMemoryMultiLabelTransformer model =
            _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(Options).Fit(_context.Data.LoadFromEnumerable(rows));

        Assert.Equal("billing", Assert.Single(model.Labels));
        MultiLabelMetrics metrics = _context.ContextMemory().EvaluateLabels(model.Transform(_context.Data.LoadFromEnumerable(rows)), "Labels");
        Assert.InRange(metrics.MicroF1, 0.9, 1);
    }

    [Fact]
    public void Data_without_any_label_is_refused()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Messages.Make(5).Select(message => new LabeledMessage { Text = message.Text }));

        var fault = Assert.Throws<InvalidOperationException>(
            () => _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(Options).Fit(data));

        Assert.Equal("No row has a label in the label column 'Labels': there is nothing to learn. Pass rows with labels.", fault.Message);
    }

    [Fact]
    public void A_label_column_of_one_text_is_refused()
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier("Topic").Fit(Messages.Load(_context, 5)));

        Assert.StartsWith(
            "The label column 'Topic' is String: expected a vector of String with the labels of the row. " +
            "Load the column as a vector of text, or convert it before this step.",
            fault.Message,
            StringComparison.Ordinal);
    }

    private ContextMemoryMultiLabelTransformer Fit(ContextMemoryClassifierOptions options) =>
        _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(options).Fit(Load(Messages.Make(Learned.RowCount)));

    private IDataView Load(IReadOnlyList<Message> messages) => LabeledMessage.Load(_context, messages);

    private MultiLabelRow[] Rows(ITransformer model, IReadOnlyList<Message> messages) =>
        [.. _context.Data.CreateEnumerable<MultiLabelRow>(model.Transform(Load(messages)), reuseRowObject: false)];
}
