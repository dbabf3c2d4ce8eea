using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryClassifier;

/// <summary>Pretraining through the options of the classifiers.</summary>
public sealed class PretrainingTests
{
    private static readonly string[] Texts = ["the courier whistled", "the courier whistled again"];

    private readonly MLContext _context = new(1);

    [Fact]
    public void Of_texts_without_labels_only_the_text_column_is_read()
    {
        IDataView texts = _context.Data.LoadFromEnumerable(Texts.Select(text => new { Other = 1f, Text = text }));
        ContextMemoryClassifierOptions options = Tiny.Classifier with { PretrainingEpochs = 1, UnlabeledData = texts };
        IDataView data = Messages.Load(_context, 60);

        ContextMemoryMulticlassTransformer multiclass = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(data);
        ContextMemoryBinaryTransformer binary = _context.BinaryClassification.Trainers
            .ContextMemoryClassifier(options with { LabelColumnName = nameof(Message.IsBilling) }).Fit(data);

        // Of their words 'whistled' is the only new one.
        Assert.Equal(Learned.Multiclass.VocabularySize + 1, multiclass.VocabularySize);
        Assert.Equal(multiclass.VocabularySize, binary.VocabularySize);

        // One epoch of each of three encoders.
        Assert.Equal((3, 3), (multiclass.TrainingReport!.Members, multiclass.TrainingReport.Pretraining.Count));
        Assert.Equal(60, multiclass.TrainingReport.TrainingRows + multiclass.TrainingReport.ValidationRows);
    }

    [Fact]
    public void Texts_without_labels_must_have_the_text_column()
    {
        IDataView texts = _context.Data.LoadFromEnumerable(Texts.Select(text => new { Body = text }));
        ContextMemoryMulticlassTrainer trainer = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { PretrainingEpochs = 1, UnlabeledData = texts });

        var fault = Assert.ThrowsAny<ArgumentException>(() => trainer.Fit(Messages.Load(_context, 60)));

        Assert.Contains("'Text'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_were_not_learned_from_cause_a_warning()
    {
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer; Training");
        IDataView texts = _context.Data.LoadFromEnumerable(Texts.Select(text => new { Text = text }));

        // The model has kept no rows: training goes on from its weights.
        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { PretrainingEpochs = null, ContinueFrom = Learned.Multiclass, UnlabeledData = texts }).Fit(Messages.Load(_context, 60));

        Assert.Equal("UnlabeledData was not learned from: there was no pretraining.", Assert.Single(log.Warnings));
    }

    [Fact]
    public void Epochs_of_pretraining_reach_the_log_and_the_progress()
    {
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");
        var progress = new ProgressList();
        ContextMemoryClassifierOptions options = Tiny.Classifier with { Training = Tiny.Training with { Progress = progress }, PretrainingEpochs = 2 };

        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(Messages.Load(_context, 60));

        Assert.Contains(log.Infos, line => line.StartsWith("Pretraining epoch 6 of 6: training loss ", StringComparison.Ordinal));
        Assert.Contains(log.Infos, line => line.StartsWith("Epoch 1 of 1: training loss ", StringComparison.Ordinal));
        Assert.Contains(progress.Reports, report => report is { Stage: TrainingStage.Pretraining, FinishedEpoch.Epoch: 6 });
    }

    [Fact]
    public void An_encoder_learns_characters_and_their_pairs_without_a_label()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new { Text = i % 2 == 0 ? "天地人和" : "人和天地" }));
        ContextMemoryEncodeTransformer model = _context.Transforms.ContextMemoryEncode(
            Tiny.Encode with { Vocabulary = new() { CharacterPairs = true, HashBuckets = 32 } }).Fit(data);

        // Four characters and the four pairs of them.
        Assert.Equal(8, model.VocabularySize);
    }
}
