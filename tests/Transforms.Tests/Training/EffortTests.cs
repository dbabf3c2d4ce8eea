using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

public sealed class EffortTests
{
    private static readonly string[] Topics = ["sun and rain", "cats and dogs", "bread and salt"];

    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void The_least_effort_learns_the_linear_part_alone_which_can_be_saved_and_used()
    {
        IDataView data = Rows(300);
        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(effort: Effort.Fast).Fit(data);
        TrainingReport report = model.TrainingReport!;
        Assert.Equal((Effort.Fast, 0, 0), (report.Recipe!.Effort, report.Members, report.Epochs.Count));
        Assert.True(report.Parameters > 0);
        Assert.InRange(report.Elapsed, TimeSpan.FromTicks(1), report.TotalElapsed);
        Assert.Equal(report.Parameters, model.ParameterCount);
        Assert.True(report.ValidationMetrics!.Accuracy > 0.95);
        Assert.StartsWith("linear part alone: ", report.ToString(), StringComparison.Ordinal);

        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out _);
        Assert.Equal(Scores(model.Transform(data)), Scores(loaded.Transform(data)));
    }

    [Theory]
    [InlineData(Effort.Fast)]
    [InlineData(Effort.Balanced)]
    [InlineData(Effort.Best)]
    public void The_same_seed_gives_the_same_model_on_any_number_of_threads(Effort effort)
    {
        IDataView data = Rows(120);
        float[][][] scores = [.. new[] { 1, 3 }.Select(threads => Scores(_context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(new() { Training = new() { Effort = effort, Threads = threads, Epochs = effort == Effort.Fast ? 0 : 1 }, PretrainingEpochs = 0 })
            .Fit(data)
            .Transform(data)))];
        Assert.Equal(scores[0], scores[1]);
    }

    [Fact]
    public void What_is_set_wins_over_the_effort()
    {
        var options = new ContextMemoryClassifierOptions
        {
            Encoder = new GruOptions { HiddenSize = 12, EmbeddingSize = 8 },
            Members = 2,
            AdversarialEpsilon = 0.1,
            Training = new() { Effort = Effort.Fast, Epochs = 1, LearningRate = 0.003, BatchSize = 8 },
        };
        TrainingReport report = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(Rows(90)).TrainingReport!;
        Assert.Equal((2, 0.1, 1), (report.Members, report.AdversarialEpsilon, report.Epochs.Count));
        Assert.Equal("12", report.Recipe!.Settings["Encoder.HiddenSize"]);
        Assert.Equal("8", report.Recipe.Settings["Encoder.EmbeddingSize"]);
        Assert.Equal("0.003", report.Recipe.Settings["Training.LearningRate"]);
        Assert.Equal("8", report.Recipe.Settings["Training.BatchSize"]);
    }

    [Fact]
    public void Where_the_linear_part_alone_is_as_good_the_encoder_is_left_out_unless_it_was_asked_for()
    {
        var options = new ContextMemoryClassifierOptions { Training = new() { Epochs = 1, LearningRate = 1e-6 } };
        TrainingReport report = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(Rows(300)).TrainingReport!;
        Assert.Equal((0, 1), (report.Members, report.Epochs.Count));

        TrainingReport asked = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options with { Members = 1 }).Fit(Rows(300)).TrainingReport!;
        Assert.Equal(1, asked.Members);
    }

    [Fact]
    public void A_multi_label_classifier_can_do_without_an_encoder()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 240).Select(row => new LabelsRow
        {
            Label = [Topics[row % 3], Topics[row / 3 % 3]],
            Text = $"{Topics[row % 3]} with {Topics[row / 3 % 3]}",
        }));
        ContextMemoryMultiLabelTransformer model =
            _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(effort: Effort.Fast).Fit(data);
        Assert.Equal(0, model.TrainingReport!.Members);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        Assert.Equal(Scores(model.Transform(data)), Scores(new MLContext().Model.Load(file, out _).Transform(data)));
    }

    [Fact]
    public void Every_task_tells_what_its_effort_came_to()
    {
        IDataView texts = Rows(60);
        TrainingReport encoder = _context.Transforms.ContextMemoryEncode(effort: Effort.Fast).Fit(texts).TrainingReport!;
        Assert.Equal((Effort.Fast, "4", "0.008"), (encoder.Recipe!.Effort, encoder.Recipe.Settings["Training.Epochs"], encoder.Recipe.Settings["Training.LearningRate"]));

        IDataView annotated = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 40).Select(row => new AnnotatedDocument(
            $"Anna lives in Rome {row}", [new EntitySpan(0, 4, "PER"), new EntitySpan(14, 4, "LOC")])));
        TrainingReport entities = _context.Transforms.Text.ContextMemoryExtractEntities(effort: Effort.Fast, epochs: 2).Fit(annotated).TrainingReport!;
        Assert.Equal(("64", "2", "0.008"), (
            entities.Recipe!.Settings["Encoder.HiddenSize"], entities.Recipe.Settings["Training.Epochs"], entities.Recipe.Settings["Training.LearningRate"]));

        IDataView documents = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(row => new DocumentRow
        {
            Text = ["The first sentence.", $"The second one of {row}.", "The last sentence of all."],
            Reference = "The first sentence.",
        }));
        foreach ((Effort effort, string epochs) in new[] { (Effort.Fast, "2"), (Effort.Balanced, "4"), (Effort.Best, "8") })
        {
            TrainingReport summarizer = _context.Transforms.Text.ContextMemorySummarize(effort: effort).Fit(documents).TrainingReport!;
            Assert.Equal(epochs, summarizer.Recipe!.Settings["Training.Epochs"]);
            Assert.Equal(effort == Effort.Best, summarizer.Recipe.Next is null);
        }
    }

    [Fact]
    public void A_time_budget_chooses_what_fits()
    {
        IDataView data = Rows(400);
        TrainingReport plenty = Train(TimeSpan.FromHours(2), epochs: 0);
        Assert.Equal(Effort.Best, plenty.Recipe!.Effort);
        Assert.Equal(3, plenty.Members);
        Assert.Equal(Effort.Fast, Train(TimeSpan.FromMilliseconds(1), epochs: 0).Recipe!.Effort);

        TrainingReport Train(TimeSpan budget, int epochs) => _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(new() { PretrainingEpochs = 0, Training = new() { TimeBudget = budget, Epochs = epochs } })
            .Fit(data).TrainingReport!;
    }

    [Fact]
    public void An_effort_that_is_set_bounds_what_a_budget_chooses()
    {
        var options = new ContextMemoryClassifierOptions { Training = new() { TimeBudget = TimeSpan.FromHours(2), Effort = Effort.Fast } };
        Assert.Equal(Effort.Fast, _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(Rows(90)).TrainingReport!.Recipe!.Effort);
    }

    [Fact]
    public void A_budget_of_other_tasks_leaves_at_least_one_epoch()
    {
        IDataView data = Rows(60);
        var options = new ContextMemoryEncodeOptions { Training = new() { TimeBudget = TimeSpan.FromMilliseconds(1) } };
        TrainingReport report = _context.Transforms.ContextMemoryEncode(options).Fit(data).TrainingReport!;
        Assert.Equal((Effort.Fast, 1), (report.Recipe!.Effort, report.Epochs.Count));
    }

    [Fact]
    public void A_budget_that_cannot_be_is_refused_in_words()
    {
        var options = new ContextMemoryClassifierOptions { Training = new() { TimeBudget = TimeSpan.Zero, Effort = (Effort)9 } };
        string message = Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options)).Message;
        Assert.Contains("TimeBudget is 00:00:00; allowed is above 0, at most 365 days, or null", message, StringComparison.Ordinal);
        Assert.Contains("Effort is 9", message, StringComparison.Ordinal);
        options = new() { Training = new() { TimeBudget = TimeSpan.FromSeconds(5), CheckpointPath = "checkpoint" } };
        message = Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options)).Message;
        Assert.Contains("name an Effort instead", message, StringComparison.Ordinal);
    }

    private static float[][] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score")];

    private IDataView Rows(int count)
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(row => new TextRow
        {
            Label = $"topic{row % 3}",
            Text = $"of {Topics[row % 3]} they say number {row / 3 % 5}",
        }));
        return _context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private sealed class TextRow
    {
        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }

    private sealed class LabelsRow
    {
        public string[] Label { get; set; } = [];

        public string Text { get; set; } = "";
    }

    private sealed class DocumentRow
    {
        public string[] Text { get; set; } = [];

        public string Reference { get; set; } = "";
    }
}
