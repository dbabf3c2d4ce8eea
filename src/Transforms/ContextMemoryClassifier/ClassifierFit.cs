using System.Globalization;
using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Rows;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>What the trainers of classifiers have in common.</summary>
internal static class ClassifierFit
{
    public static (ClassificationModel Model, TrainingReport Report, LabelValues Labels) Train(
        IHost host,
        ContextMemoryClassifierOptions options,
        IDataView input,
        ColumnRole labelRole,
        Func<ITransformer, DataViewSchema.Column, int, EarlierModel> findEarlier)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column label = labelRole.Find(input.Schema, options.LabelColumnName);
        LabelValues values = LabelValues.Of(label);
        using var training = new TrainingHost(host, options.Training);
        LabelReader labels = LabelReader.Create(input, label, training.Options);
        LabeledRows? validationRows = options.ValidationData is { } validation
            ? Rows(validation, options, labels.For(labelRole.Find(validation.Schema, options.LabelColumnName)))
            : null;
        EarlierModel? earlier = options.ContinueFrom is { } continued ? findEarlier(continued, label, labels.ClassCount) : null;

        // A model that knows classes already may be shown rows of one class only.
        LabeledRows labeled = WeightedRows(input, options, labels);
        IEnumerable<LabeledText> watched = new WatchedRows(labeled, labels, training.Warn);
        IEnumerable<LabeledText> rows = earlier is null ? new TrainingRows(watched, labels) : watched;
        (ClassificationModel model, TrainingReport report) = Train(
            training, options, rows, validationRows, labels.ClassCount, earlier, rowCount: input.GetRowCount());
        return (model, report, values);
    }

    /// <param name="training">Where it is told of.</param>
    /// <param name="options">How to train.</param>
    /// <param name="rows">To learn from.</param>
    /// <param name="validationRows">To choose the best epoch by; null holds out some of the others.</param>
    /// <param name="classes">Number of classes, or of labels.</param>
    /// <param name="earlier">What the training continues from; null where it does not.</param>
    /// <param name="isMultiLabel">Whether a row has a set of labels, not one class.</param>
    /// <param name="rowCount">How many rows there are to learn from; null where that is not known.</param>
    public static (ClassificationModel Model, TrainingReport Report) Train(
        TrainingHost training,
        ContextMemoryClassifierOptions options,
        IEnumerable<LabeledText> rows,
        IEnumerable<LabeledText>? validationRows,
        int classes,
        EarlierModel? earlier = null,
        bool isMultiLabel = false,
        long? rowCount = null)
    {
        var trainer = new ClassificationTrainer
        {
            Encoder = options.Encoder,
            CoderBuilder = earlier is null
                ? TokenCoders.CreateBuilder(options.Tokenizer, options.Vocabulary)
                : TokenCoders.CreateGrowing(earlier.Model.Coder, options.Vocabulary),
            WordVectors = options.WordVectors,
            Training = training.Options,
            Seed = training.Seed,
            LabelSmoothing = options.LabelSmoothing,
            AdversarialEpsilon = options.AdversarialEpsilon,
            PretrainingEpochs = options.PretrainingEpochs,
            UnlabeledTexts = options.UnlabeledData is { } texts ? new TextRows(texts, ColumnRole.Text.Find(texts.Schema, options.InputColumnName)) : null,
            ContinueFrom = earlier?.Model,
            ReplaySize = options.ReplayRows ?? earlier?.Model.Replay?.Size ?? 0,
            AccuracyToKeep = options.AccuracyToKeep,
            NGrams = options.NGrams.Longest == 0 ? null : options.NGrams,
            ClassWeights = options.ClassWeights,
            Members = options.Members,
            IsMultiLabel = isMultiLabel,
            RowCount = rowCount,
        };
        if (classes > ManyClasses.Threshold && trainer.NGrams is not null)
        {
            training.Info(string.Create(
                CultureInfo.InvariantCulture,
                $"There are {classes} classes, more than {ManyClasses.Threshold}: the linear part learns them together, in a few passes over the rows."));
        }

        (ClassificationModel model, TrainingReport report) = trainer.Train(rows, validationRows, classes);
        report = training.Finish(report);
        if (report is { Members: 0, Epochs.Count: > 0 })
        {
            training.Info("On the validation rows the linear part alone is as good as with the encoder, which was left out: Effort.Fast would do.");
        }

        if (report.WasCancelled && options.NGrams.Longest > 0 && model.NGrams is null)
        {
            training.Warn("The model has no linear part: training was cancelled before it was learned.");
        }

        if (options.UnlabeledData is not null && report.Pretraining.Count == 0)
        {
            training.Warn($"{nameof(options.UnlabeledData)} was not learned from: there was no pretraining.");
        }

        return (model, report);
    }

    /// <summary>Checks the columns that training reads, before there is any data, and gives that of the label.</summary>
    public static SchemaShape.Column FindLabel(SchemaShape inputSchema, ContextMemoryClassifierOptions options, ColumnRole labelRole)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnRole.Text.Find(inputSchema, options.InputColumnName);
        SchemaShape.Column label = labelRole.Find(inputSchema, options.LabelColumnName);
        if (options.ExampleWeightColumnName is { } weight)
        {
            ColumnRole.Weight.Find(inputSchema, weight);
        }

        return label;
    }

    /// <summary>The rows of a data set, all of which count the same.</summary>
    public static LabeledRows Rows(IDataView data, ContextMemoryClassifierOptions options, LabelReader labels) =>
        new(data, ColumnRole.Text.Find(data.Schema, options.InputColumnName), labels);

    /// <summary>The rows of a data set, with how much each one counts.</summary>
    public static LabeledRows WeightedRows(IDataView data, ContextMemoryClassifierOptions options, LabelReader labels) =>
        new(
            data,
            ColumnRole.Text.Find(data.Schema, options.InputColumnName),
            labels,
            options.ExampleWeightColumnName is { } weight ? ColumnRole.Weight.Find(data.Schema, weight) : null);
}
