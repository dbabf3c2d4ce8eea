using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Rows;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>What training a multiclass and a binary classifier have in common.</summary>
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
        DataViewSchema.Column text = ColumnRole.Text.Find(input.Schema, options.TextColumnName);
        DataViewSchema.Column label = labelRole.Find(input.Schema, options.LabelColumnName);
        DataViewSchema.Column? weight = options.ExampleWeightColumnName is { } name ? ColumnRole.Weight.Find(input.Schema, name) : null;
        LabelValues values = LabelValues.Of(label);
        LabelReader labels = LabelReader.Create(input, label);
        LabeledRows? validationRows = options.ValidationData is { } validation ? ValidationRows(validation, options, labelRole, labels) : null;
        EarlierModel? earlier = options.ContinueFrom is { } continued ? findEarlier(continued, label, labels.ClassCount) : null;
        using var training = new TrainingHost(host, options.Training);
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
            ContinueFrom = earlier?.Model,
            ReplaySize = options.ReplayRows ?? earlier?.Model.Replay?.Size ?? 0,
            NGrams = options.NGrams.Longest == 0 ? null : options.NGrams,
            ClassWeights = options.ClassWeights,
            Members = options.Members,
        };

        // A model that knows classes already may be shown rows of one class only.
        IEnumerable<LabeledText> rows = earlier is null
            ? new TrainingRows(input, text, labels, weight)
            : new LabeledRows(input, text, labels, weight);
        (ClassificationModel model, TrainingReport report) =
            trainer.Train(rows, validationRows, labels.ClassCount);
        training.Finish(report);
        return (model, report, values);
    }

    private static LabeledRows ValidationRows(
        IDataView validation, ContextMemoryClassifierOptions options, ColumnRole labelRole, LabelReader trainingLabels)
    {
        DataViewSchema.Column text = ColumnRole.Text.Find(validation.Schema, options.TextColumnName);
        DataViewSchema.Column label = labelRole.Find(validation.Schema, options.LabelColumnName);
        LabelReader labels = LabelReader.Create(validation, label);
        if (labels.ClassCount != trainingLabels.ClassCount
            || !LabelValues.Of(label).Names.SequenceEqual(LabelValues.Of(trainingLabels.Column).Names))
        {
            // ML.NET itself compares keys by number alone: the measured accuracy would be silently wrong.
            throw new ArgumentException(
                $"The keys of the label column '{label.Name}' stand for other values in the validation data than in the training data. " +
                "Map both with the same fitted Conversion.MapValueToKey.");
        }

        return new LabeledRows(validation, text, labels);
    }
}
