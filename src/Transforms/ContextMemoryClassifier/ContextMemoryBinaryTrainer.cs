using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>Trains a classifier of two classes; made by <c>mlContext.BinaryClassification.Trainers.ContextMemoryClassifier</c>.</summary>
public sealed class ContextMemoryBinaryTrainer : IEstimator<ContextMemoryBinaryTransformer>
{
    private readonly IHost _host;
    private readonly ContextMemoryClassifierOptions _options;

    internal ContextMemoryBinaryTrainer(IHostEnvironment environment, ContextMemoryClassifierOptions options)
    {
        _host = environment.Register(nameof(ContextMemoryBinaryTrainer));
        _options = options;
    }

    /// <summary>Trains the classifier. The data is read twice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, or the label has one class only.</exception>
    /// <exception cref="InvalidDataException">
    /// The file of word vectors is not one, or has no word of the training text; or the checkpoint that is there is damaged or of another training.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled while the training rows are read. Later, the best model so far is returned.</exception>
    public ContextMemoryBinaryTransformer Fit(IDataView input)
    {
        (ClassificationModel model, TrainingReport report, _) = ClassifierFit.Train(
            _host, _options, input, ColumnRole.BooleanLabel, FindEarlier);
        return new ContextMemoryBinaryTransformer(_host, _options.InputColumnName, model, report);
    }

    private static EarlierModel FindEarlier(ITransformer transformer, DataViewSchema.Column label, int classes) =>
        EarlierModel.Find<ContextMemoryBinaryTransformer>(transformer, found => found.ToEarlier(), label, classes);

    /// <summary>The input's columns, PredictedLabel, Score and Probability.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ClassifierFit.FindLabel(inputSchema, _options, ColumnRole.BooleanLabel);
        return inputSchema.With(
            SchemaShapes.Scalar(ScoreColumns.PredictedLabel, BooleanDataViewType.Instance, ScoreColumns.Shape()),
            SchemaShapes.Scalar(ScoreColumns.Score, NumberDataViewType.Single, ScoreColumns.Shape()),
            SchemaShapes.Scalar(
                ScoreColumns.Probability,
                NumberDataViewType.Single,
                [.. ScoreColumns.Shape(), SchemaShapes.Scalar(ScoreColumns.IsNormalized, BooleanDataViewType.Instance)]));
    }
}
