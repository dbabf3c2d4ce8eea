using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Rows;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>
/// Trains a classifier whose texts may have any number of labels; made by
/// <c>mlContext.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier</c>.
/// </summary>
public sealed class ContextMemoryMultiLabelTrainer : IEstimator<ContextMemoryMultiLabelTransformer>
{
    private readonly IHost _host;
    private readonly ContextMemoryClassifierOptions _options;

    internal ContextMemoryMultiLabelTrainer(IHostEnvironment environment, ContextMemoryClassifierOptions options)
    {
        _host = environment.Register(nameof(ContextMemoryMultiLabelTrainer));
        _options = options;
    }

    /// <summary>Trains the classifier. The data is read three times.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There is no row that has a label.</exception>
    /// <exception cref="InvalidDataException">
    /// The file of word vectors is not one, or has no word of the training text; or the checkpoint that is there is damaged or of another training.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled while the training rows are read. Later, the best model so far is returned.</exception>
    public ContextMemoryMultiLabelTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var training = new TrainingHost(_host, _options.Training);
        LabelSetReader labels = LabelSetReader.Read(
            input, ColumnRole.TextLabels.Find(input.Schema, _options.LabelColumnName), training.Options);
        LabeledRows? validationRows = _options.ValidationData is { } validation
            ? ClassifierFit.Rows(validation, _options, labels.For(ColumnRole.TextLabels.Find(validation.Schema, _options.LabelColumnName)))
            : null;
        (ClassificationModel model, TrainingReport report) = ClassifierFit.Train(
            training,
            _options,
            new WatchedRows(ClassifierFit.WeightedRows(input, _options, labels), labels, training.Warn),
            validationRows,
            labels.ClassCount,
            isMultiLabel: true,
            rowCount: input.GetRowCount());
        return new ContextMemoryMultiLabelTransformer(
            _host, _options.InputColumnName, model, LabelValueFormat.Texts(labels.Names), report);
    }

    /// <summary>The input's columns, PredictedLabels and Score.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ClassifierFit.FindLabel(inputSchema, _options, ColumnRole.TextLabels);
        return inputSchema.With(
            SchemaShapes.VariableVector(ScoreColumns.PredictedLabels, TextDataViewType.Instance),
            SchemaShapes.Vector(
                ScoreColumns.Score, NumberDataViewType.Single, SchemaShapes.Vector(LabelValues.SlotNames, TextDataViewType.Instance)));
    }
}
