using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace ContextMemory.MLNet;

/// <summary>Trains a classifier; made by <c>mlContext.MulticlassClassification.Trainers.ContextMemoryClassifier</c>.</summary>
public sealed class ContextMemoryMulticlassTrainer : IEstimator<ContextMemoryMulticlassTransformer>
{
    private readonly IHost _host;
    private readonly ContextMemoryClassifierOptions _options;

    internal ContextMemoryMulticlassTrainer(IHostEnvironment environment, ContextMemoryClassifierOptions options)
    {
        _host = environment.Register(nameof(ContextMemoryMulticlassTrainer));
        _options = options;
    }

    /// <summary>Trains the classifier. The data is read twice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There is no row with a label, or the label has one class only.</exception>
    /// <exception cref="InvalidDataException">
    /// The file of word vectors is not one, or has no word of the training text; or the checkpoint that is there is damaged or of another training.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled while the training rows are read. Later, the best model so far is returned.</exception>
    public ContextMemoryMulticlassTransformer Fit(IDataView input)
    {
        (ClassificationModel model, TrainingReport report, LabelValues labels) =
            ClassifierFit.Train(_host, _options, input, ColumnRole.KeyLabel, FindEarlier);
        return new ContextMemoryMulticlassTransformer(_host, _options.InputColumnName, model, labels, report);
    }

    private static EarlierModel FindEarlier(ITransformer transformer, DataViewSchema.Column label, int classes) =>
        EarlierModel.Find<ContextMemoryMulticlassTransformer>(transformer, found => found.ToEarlier(), label, classes);

    /// <summary>The input's columns, PredictedLabel and Score.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape.Column label = ClassifierFit.FindLabel(inputSchema, _options, ColumnRole.KeyLabel);
        List<SchemaShape.Column> predicted = [.. ScoreColumns.Shape()];
        List<SchemaShape.Column> score = [.. ScoreColumns.Shape()];
        if (label.Annotations.Find(LabelValues.KeyValues) is { Kind: VectorKind.Vector } values
            && values.ItemType is PrimitiveDataViewType itemType && LabelValueFormat.Find(itemType) is not null)
        {
            predicted.Add(SchemaShapes.Vector(LabelValues.KeyValues, itemType));
            score.Add(SchemaShapes.Vector(LabelValues.TrainingLabelValues, itemType));
            if (itemType is TextDataViewType)
            {
                score.Add(SchemaShapes.Vector(LabelValues.SlotNames, itemType));
            }
        }

        return inputSchema.With(
            SchemaShapes.Key(ScoreColumns.PredictedLabel, [.. predicted]),
            SchemaShapes.Vector(ScoreColumns.Score, NumberDataViewType.Single, [.. score]));
    }
}
