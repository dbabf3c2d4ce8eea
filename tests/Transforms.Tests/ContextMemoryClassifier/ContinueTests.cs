using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryClassifier;

public class ContinueTests
{
    private const int Rows = 300;

    private readonly MLContext _context = new(1);

    [Fact]
    public void A_loaded_model_learns_a_new_label_and_keeps_the_old_ones()
    {
        ContextMemoryMulticlassTransformer old = TrainOld(replayRows: 60);
        var loaded = ModelFiles.Single<ContextMemoryMulticlassTransformer>(ModelFiles.Load(ModelFiles.Save(old)));

        ContextMemoryMulticlassTransformer model = Trainer(loaded).Fit(Keyed(NewRows(), ["billing", "delivery", "praise"]));

        Assert.Equal(["billing", "delivery"], old.Labels);
        Assert.Equal(["billing", "delivery", "praise"], model.Labels);
        OldRowsResult kept = model.TrainingReport!.OldRows!;
        Assert.InRange(kept.Rows, 20, 60);
        Assert.True(kept.Before > 0.85 && kept.After > 0.85, kept.ToString());
        IDataView all = Keyed(Messages.Make(80, seed: 2), ["billing", "delivery", "praise"]);
        Assert.InRange(_context.MulticlassClassification.Evaluate(model.Transform(all)).MicroAccuracy, 0.85, 1);
    }

    [Fact]
    public void Kept_rows_are_saved_and_can_be_continued_from()
    {
        ContextMemoryMulticlassTransformer old = TrainOld(replayRows: 60);
        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(old));
        IDataView data = Keyed(NewRows(), ["billing", "delivery", "praise"]);

        ContextMemoryMulticlassTransformer fromOld = Trainer(old).Fit(data);
        ContextMemoryMulticlassTransformer fromLoaded = Trainer(loaded).Fit(data);

        Assert.Equal(ModelFiles.Component(fromOld), ModelFiles.Component(fromLoaded));
        ContextMemoryMulticlassTransformer third = Trainer(ModelFiles.Load(ModelFiles.Save(fromLoaded))).Fit(data);
        Assert.NotNull(third.TrainingReport!.OldRows);
    }

    [Fact]
    public void Without_kept_rows_there_is_nothing_to_report()
    {
        ContextMemoryMulticlassTransformer model =
            Trainer(TrainOld(replayRows: null)).Fit(Keyed(Messages.Make(100), ["billing", "delivery", "praise"]));
        Assert.Null(model.TrainingReport!.OldRows);
    }

    [Fact]
    public void A_binary_model_can_be_continued_too()
    {
        ContextMemoryClassifierOptions options = Tiny.Classifier with
        {
            Training = Learned.Training,
            LabelColumnName = nameof(Message.IsBilling),
            ReplayRows = 50,
        };
        IDataView data = _context.Data.LoadFromEnumerable(Messages.Make(Rows));
        ContextMemoryBinaryTransformer old = _context.BinaryClassification.Trainers.ContextMemoryClassifier(options).Fit(data);

        ContextMemoryBinaryTransformer model =
            _context.BinaryClassification.Trainers.ContextMemoryClassifier(options with { ContinueFrom = old }).Fit(data);

        Assert.True(model.TrainingReport!.OldRows!.After > 0.8);
    }

    [Fact]
    public void Keys_in_another_order_are_refused()
    {
        ContextMemoryMulticlassTrainer trainer = Trainer(TrainOld(replayRows: null));

        Assert.Equal(
            "The keys of the label column 'Label' do not begin with the classes of the model to continue from: key 1 is 'praise', expected 'billing'. " +
            "Make them with Conversion.MapValueToKey(keyData: ...) from the model's Labels, in their order, with new labels behind them.",
            Assert.Throws<ArgumentException>(() => trainer.Fit(Keyed(NewRows(), ["praise", "billing", "delivery"]))).Message);
        Assert.Contains(
            "key 2 is missing, expected 'delivery'",
            Assert.Throws<ArgumentException>(() => trainer.Fit(Keyed(NewRows(), ["billing"]))).Message);
    }

    [Fact]
    public void A_transformer_of_another_kind_is_refused()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Messages.Make(20));
        ITransformer other = _context.Transforms.CopyColumns("Copy", "Text").Fit(data);
        Assert.Matches(
            @"^ContextMemoryClassifierOptions\.ContinueFrom is a \w+ that holds no ContextMemoryMulticlassTransformer\. " +
            @"Give a model that this kind of trainer has made\.$",
            Assert.Throws<ArgumentException>(() => Trainer(other).Fit(Keyed(Messages.Make(20), ["billing", "delivery", "praise"]))).Message);
    }

    private ContextMemoryMulticlassTransformer TrainOld(int? replayRows) =>
        _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { Training = Learned.Training with { ValidationFraction = 0.2 }, ReplayRows = replayRows })
            .Fit(Keyed([.. Messages.Make(Rows).Where(message => message.Topic != "praise")], ["billing", "delivery"]));

    private ContextMemoryMulticlassTrainer Trainer(ITransformer old) =>
        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { Training = Learned.Training, ContinueFrom = old });

    private static List<Message> NewRows() => [.. Messages.Make(Rows, seed: 3).Where(message => message.Topic == "praise")];

    private IDataView Keyed(List<Message> messages, string[] labels)
    {
        IDataView keyData = _context.Data.LoadFromEnumerable(labels.Select(label => new Label { Value = label }));
        IDataView data = _context.Data.LoadFromEnumerable(messages);
        return _context.Transforms.Conversion.MapValueToKey("Label", nameof(Message.Topic), keyData: keyData).Fit(data).Transform(data);
    }

    private sealed class Label
    {
        public string Value { get; set; } = "";
    }
}
