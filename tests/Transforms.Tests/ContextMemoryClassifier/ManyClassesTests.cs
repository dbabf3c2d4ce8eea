using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryClassifier;

/// <summary>Above 200 classes the linear part learns all of them together.</summary>
public class ManyClassesTests
{
    private const int Classes = 210;

    private readonly MLContext _context = new(1);

    [Fact]
    public void The_log_says_so_and_the_model_tells_the_classes_apart()
    {
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");
        IDataView data = Keyed(Rows(8 * Classes), out ITransformer keys);

        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Options).Fit(data);

        Assert.Contains(
            "There are 210 classes, more than 200: the linear part learns them together, in a few passes over the rows.", log.Infos);
        IDataView test = keys.Transform(_context.Data.LoadFromEnumerable(Rows(2 * Classes)));
        Assert.InRange(_context.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy, 0.9, 1);
        Assert.InRange(model.TrainingReport!.ValidationMetrics!.Accuracy, 0.9, 1);
        Assert.Equal(model.TrainingReport.ValidationRows, model.TrainingReport.ValidationMetrics.Rows);
    }

    [Fact]
    public void Up_to_two_hundred_classes_have_a_support_vector_machine_each()
    {
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");
        Row[] rows = [.. Rows(2 * Classes).Where(row => row.Number < 200)];

        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Options).Fit(Keyed(rows, out _));

        Assert.DoesNotContain(log.Infos, line => line.StartsWith("There are ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_loaded_model_gives_the_same_scores_and_is_saved_as_the_same_bytes()
    {
        IDataView data = Keyed(Rows(4 * Classes), out _);
        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Options).Fit(data);
        byte[] file = ModelFiles.Save(model);

        ITransformer loaded = ModelFiles.Load(file);

        Assert.Equal(Scores(model, data), Scores(loaded, data));
        Assert.Equal(ModelFiles.Component(file), ModelFiles.Component(loaded));
    }

    [Fact]
    public void Training_continues_with_a_further_class()
    {
        ContextMemoryMulticlassTransformer old =
            _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Options).Fit(Keyed(Rows(4 * Classes), out ITransformer oldKeys));
        Row[] added = [.. Enumerable.Range(0, 12).Select(row => new Row { Label = "further", Text = $"novel words of row {row}" })];
        IDataView known = _context.Data.LoadFromEnumerable([.. Rows(Classes).DistinctBy(row => row.Label), added[0]]);
        ITransformer keys = _context.Transforms.Conversion.MapValueToKey("Label").Fit(known);

        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Options with { ContinueFrom = ModelFiles.Load(ModelFiles.Save(old)), Encoder = new AttentionOptions() })
            .Fit(keys.Transform(_context.Data.LoadFromEnumerable([.. added, .. Rows(2 * Classes)])));

        Assert.Equal(Classes + 1, model.ClassCount);
        IDataView test = keys.Transform(_context.Data.LoadFromEnumerable([.. added, .. Rows(2 * Classes)]));
        Assert.InRange(_context.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy, 0.9, 1);
        GC.KeepAlive(oldKeys);
    }

    [Fact]
    public void A_text_may_have_any_number_of_many_labels()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Pairs(6 * Classes));
        ContextMemoryMultiLabelTransformer model = _context.MulticlassClassification.Trainers
            .ContextMemoryMultiLabelClassifier(Options with { LabelColumnName = "Labels" }).Fit(data);

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(model));

        IDataView test = _context.Data.LoadFromEnumerable(Pairs(Classes));
        Assert.Equal(Scores(model, test), Scores(loaded, test));
        Assert.InRange(_context.ContextMemory().EvaluateLabels(loaded.Transform(test), "Labels").MicroF1, 0.7, 1);
    }

    private static ContextMemoryClassifierOptions Options { get; } = Tiny.Classifier with { Training = Tiny.Training with { ValidationFraction = 0.2 } };

    private static Row[] Rows(int count) => [.. Enumerable.Range(0, count).Select(row => new Row
    {
        Number = row % Classes,
        Label = $"class{row % Classes:D3}",
        Text = $"{Own(row % Classes, row / Classes)} about{row % 7} some{row % 11} thing{row % 13}",
    })];

    private static LabeledMessage[] Pairs(int count) => [.. Enumerable.Range(0, count).Select(row =>
    {
        (int first, int second) = (row % Classes, row * 7 / 3 % Classes);
        return new LabeledMessage
        {
            Text = $"{Own(first, row)} {Own(second, row)} about{row % 7} some{row % 11}",
            Labels = [.. new[] { $"class{first:D3}", $"class{second:D3}" }.Distinct()],
        };
    })];

    /// <summary>Two of the three words that a class has.</summary>
    private static string Own(int label, int row) => $"own{label}a{row % 3} own{label}a{(row + 1) % 3}";

    private IDataView Keyed(Row[] rows, out ITransformer keys)
    {
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        keys = _context.Transforms.Conversion.MapValueToKey("Label").Fit(data);
        return keys.Transform(data);
    }

    private static float[][] Scores(ITransformer model, IDataView data) =>
        [.. model.Transform(data).GetColumn<float[]>("Score")];

    private sealed class Row
    {
        public int Number { get; set; }

        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }
}
