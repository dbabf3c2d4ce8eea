using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>Trains the pipeline of a classifier: label to key, the classifier, predicted key back to label.</summary>
internal sealed class ClassifierTraining(ContextMemoryClassifierOptions options)
{
    /// <param name="rows">The training rows; enumerated several times.</param>
    /// <param name="validationRows">Rows to choose the best epoch by, or null to hold out some of the training rows.</param>
    public (PipelineModel Pipeline, ContextMemoryMulticlassTransformer Classifier) Train(
        IEnumerable<LabeledRow> rows, IEnumerable<LabeledRow>? validationRows)
    {
        var context = new MLContext(options.Training.Seed);
        IDataView data = context.Data.LoadFromEnumerable(rows);

        // By value: the order of the classes must not depend on that of the rows.
        ITransformer keys = context.Transforms.Conversion
            .MapValueToKey(options.LabelColumnName, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(data);
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
}
