using System.Diagnostics;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Progress;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>Trains the pipeline of a classifier: label to key, the classifier, predicted key back to label.</summary>
/// <param name="options">How to train.</param>
/// <param name="display">Shows how labels are read.</param>
internal sealed class ClassifierTraining(ContextMemoryClassifierOptions options, TrainingDisplay display)
{
    private const int RowsBetweenReports = 1_000;

    private readonly HashSet<string> _knownLabels = new(LabelsOf(options.ContinueFrom), CanonicalComparer.Instance);

    /// <param name="rows">The training rows; enumerated several times.</param>
    /// <param name="validationRows">Rows to choose the best epoch by, or null to hold out some of the training rows.</param>
    public (PipelineModel Pipeline, ContextMemoryMulticlassTransformer Classifier) Train(
        IEnumerable<LabeledRow> rows, IEnumerable<LabeledRow>? validationRows)
    {
        rows = rows.Select(WithOneSpelling);
        validationRows = validationRows?.Select(WithOneSpelling);
        var context = new MLContext(options.Training.Seed);
        IDataView data = context.Data.LoadFromEnumerable(rows);

        ITransformer keys = options.ContinueFrom is null

            // By value: the order of the classes must not depend on that of the rows.
            ? MapToKeys(context, ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(context.Data.LoadFromEnumerable(Watched(rows)))
            : MapToKeys(context, ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence).Fit(context.Data.LoadFromEnumerable(GrownLabels(rows)));
        IDataView keyedData = keys.Transform(data);
        ContextMemoryClassifierOptions complete = options with
        {
            ValidationData = validationRows is null ? null : keys.Transform(context.Data.LoadFromEnumerable(validationRows)),
        };
        ContextMemoryMulticlassTransformer classifier =
            context.MulticlassClassification.Trainers.ContextMemoryClassifier(complete).Fit(keyedData);
        ITransformer values = context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(classifier.Transform(keyedData));
        var chain = new TransformerChain<ITransformer>(keys, classifier, values);
        return (new PipelineModel(context, chain, data.Schema), classifier);
    }

    /// <summary>The rows as they are read for their labels, before training.</summary>
    private IEnumerable<LabeledRow> Watched(IEnumerable<LabeledRow> rows)
    {
        long start = Stopwatch.GetTimestamp();
        long count = 0;
        foreach (LabeledRow row in rows)
        {
            options.Training.CancellationToken.ThrowIfCancellationRequested();
            if (count % RowsBetweenReports == 0)
            {
                display.Report(new Stage("reading labels", count, null, Stopwatch.GetElapsedTime(start), null));
            }

            count++;
            yield return row;
        }
    }

    /// <summary>ML.NET's keys take equivalent labels for different ones: all get one spelling, that of the model to go on from if it has them.</summary>
    private LabeledRow WithOneSpelling(LabeledRow row) => row with
    {
        Label = _knownLabels.TryGetValue(row.Label, out string? known) ? known : CanonicalComparer.Canonical(row.Label),
    };

    private ValueToKeyMappingEstimator MapToKeys(MLContext context, ValueToKeyMappingEstimator.KeyOrdinality order) =>
        context.Transforms.Conversion.MapValueToKey(options.LabelColumnName, keyOrdinality: order);

    /// <summary>A row for each label: first those of the model to go on from in their order, then the new ones by value.</summary>
    private LabeledRow[] GrownLabels(IEnumerable<LabeledRow> rows)
    {
        IReadOnlyList<string> known = LabelsOf(options.ContinueFrom);
        IEnumerable<string> added = Watched(rows).Select(row => row.Label).Distinct().Except(known).Order(StringComparer.Ordinal);
        return [.. known.Concat(added).Select(label => new LabeledRow(label, ""))];
    }

    /// <summary>The labels of a model to go on from, in their order.</summary>
    private static IReadOnlyList<string> LabelsOf(ITransformer? model) => model is IEnumerable<ITransformer> steps
        ? steps.OfType<ContextMemoryMulticlassTransformer>().LastOrDefault()?.Labels ?? []
        : [];
}
