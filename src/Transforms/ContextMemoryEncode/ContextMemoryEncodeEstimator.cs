using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Rows;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>Learns an encoder; made by <c>mlContext.Transforms.ContextMemoryEncode</c>.</summary>
public sealed class ContextMemoryEncodeEstimator : IEstimator<ContextMemoryEncodeTransformer>
{
    private readonly IHost _host;
    private readonly ContextMemoryEncodeOptions _options;

    internal ContextMemoryEncodeEstimator(IHostEnvironment environment, ContextMemoryEncodeOptions options)
    {
        _host = environment.Register(nameof(ContextMemoryEncodeEstimator));
        _options = options;
    }

    /// <summary>Trains the encoder. The data is read twice; a text label once more before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to learn from: no row, no row with a label, or one class only.</exception>
    /// <exception cref="InvalidDataException">
    /// The file of word vectors is not one, or has no word of the training text; or the checkpoint that is there is damaged or of another training.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled while the training rows are read. Later, the best model so far is returned.</exception>
    public ContextMemoryEncodeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column text = FindText(input);
        using var training = new TrainingHost(_host, _options.Training);
        TokenCoderBuilder coder = TokenCoders.CreateBuilder(_options.Tokenizer, _options.Vocabulary);
        (EncodingModel model, TrainingReport report) = _options.LabelColumnName is { } label
            ? FitLabel(input, text, label, coder, training)
            : FitText(input, text, coder, training);
        report = training.Finish(report);
        return new ContextMemoryEncodeTransformer(_host, _options.InputColumnName, _options.OutputColumnName, model, report);
    }

    /// <summary>The input's columns and a known-size vector of Single, whose slots have names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnRole.Text.Find(inputSchema, _options.InputColumnName);
        if (_options.LabelColumnName is not null)
        {
            ColumnRole.AnyLabel.Find(inputSchema, _options.LabelColumnName);
        }

        return inputSchema.With(SchemaShapes.Vector(
            _options.OutputColumnName,
            NumberDataViewType.Single,
            SchemaShapes.Vector(LabelValues.SlotNames, TextDataViewType.Instance)));
    }

    private (EncodingModel Model, TrainingReport Report) FitText(
        IDataView input, DataViewSchema.Column text, TokenCoderBuilder coder, TrainingHost training) =>
        new TokenPredictionTrainer
        {
            Encoder = _options.Encoder,
            CoderBuilder = coder,
            WordVectors = _options.WordVectors,
            Training = training.Options,
            Objective = _options.Objective,
            Seed = training.Seed,
            RowCount = input.GetRowCount(),
        }.Train(
            new TextRows(input, text),
            _options.ValidationData is { } validation ? new TextRows(validation, FindText(validation)) : null);

    private (EncodingModel Model, TrainingReport Report) FitLabel(
        IDataView input, DataViewSchema.Column text, string labelColumnName, TokenCoderBuilder coder, TrainingHost training)
    {
        LabelReader labels = LabelReader.Create(input, ColumnRole.AnyLabel.Find(input.Schema, labelColumnName), training.Options);
        LabeledRows? validationRows = _options.ValidationData is { } validation
            ? new LabeledRows(validation, FindText(validation), labels.For(ColumnRole.AnyLabel.Find(validation.Schema, labelColumnName)))
            : null;
        (ClassificationModel classifier, TrainingReport report) = new ClassificationTrainer
        {
            Encoder = WithSizes(_options.Encoder),
            CoderBuilder = coder,
            WordVectors = _options.WordVectors,
            Training = training.Options,
            Seed = training.Seed,
            RowCount = input.GetRowCount(),
            LabelSmoothing = ContextMemoryClassifierOptions.UsualLabelSmoothing,
            AdversarialEpsilon = _options.AdversarialEpsilon,
            PretrainingEpochs = _options.PretrainingEpochs,
        }.Train(new TrainingRows(new LabeledRows(input, text, labels), labels), validationRows, labels.ClassCount);
        var model = new EncodingModel(classifier.Coder, classifier.Options, Kernels.Current);
        model.CopyParametersFrom(classifier.Encoders);
        return (model, report);
    }

    /// <summary>Options whose sizes count as set: those of the vectors do not follow from the effort.</summary>
    private static EncoderOptions WithSizes(EncoderOptions encoder)
    {
        EncoderOptions sized = encoder with { EmbeddingSize = encoder.EmbeddingSize };
        return encoder.RecurrentSize is { } size ? sized.WithRecurrentSize(size) : sized;
    }

    private DataViewSchema.Column FindText(IDataView data) => ColumnRole.Text.Find(data.Schema, _options.InputColumnName);
}
