using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Tasks.Entities;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace ContextMemory.MLNet;

/// <summary>Learns to find entities; made by <c>mlContext.Transforms.Text.ContextMemoryExtractEntities</c>.</summary>
public sealed class ContextMemoryExtractEntitiesEstimator : IEstimator<ContextMemoryExtractEntitiesTransformer>
{
    private readonly IHost _host;
    private readonly ContextMemoryExtractEntitiesOptions _options;

    internal ContextMemoryExtractEntitiesEstimator(IHostEnvironment environment, ContextMemoryExtractEntitiesOptions options)
    {
        _host = environment.Register(nameof(ContextMemoryExtractEntitiesEstimator));
        _options = options;
    }

    /// <summary>Trains the model. The data is read twice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="IOException">The file of word vectors, or a list of names, cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is no such file, or has no word of the training text.</exception>
    /// <exception cref="InvalidOperationException">A row's entities or tags are wrong, which the message names, or there is no entity to learn from.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the training rows are read. Later, the best model so far is returned.</exception>
    public ContextMemoryExtractEntitiesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var rows = new AnnotatedRows(input, _options.InputColumnName, _options.LabelColumnName);
        AnnotatedRows? validationRows = _options.ValidationData is { } validation
            ? new AnnotatedRows(validation, _options.InputColumnName, _options.LabelColumnName)
            : null;
        using var training = new TrainingHost(_host, _options.Training);
        var trainer = new EntityTrainer
        {
            Encoder = _options.Encoder,
            Features = _options.Features,
            WordVectors = _options.WordVectors,
            Training = training.Options,
            Scheme = _options.TagScheme,
            Seed = training.Seed,
            RowCount = input.GetRowCount(),
        };
        (EntityModel model, TrainingReport report) = trainer.Train(rows, validationRows);
        if (report.EntityAlignment is { } alignment && alignment is not { Misfits: 0, LeftOut: 0 })
        {
            training.Warn($"{alignment} 'cmem check' names all rows.");
        }

        report = training.Finish(report);
        return new ContextMemoryExtractEntitiesTransformer(_host, _options.InputColumnName, _options.OutputColumnName, model, report);
    }

    /// <summary>The input's columns and those of the entities.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = new EntityColumns(_options.LabelColumnName);
        if (ColumnRole.TextOrTokens.Find(inputSchema, _options.InputColumnName).Kind == VectorKind.Scalar)
        {
            ColumnRole.EntityPlaces.Find(inputSchema, label.Starts);
            ColumnRole.EntityPlaces.Find(inputSchema, label.Lengths);
            ColumnRole.EntityTypes.Find(inputSchema, label.Types);
        }
        else
        {
            ColumnRole.Tags.Find(inputSchema, label.Name);
        }

        var output = new EntityColumns(_options.OutputColumnName);
        return inputSchema.With(
            SchemaShapes.VariableVector(output.Name, TextDataViewType.Instance),
            SchemaShapes.VariableVector(output.Types, TextDataViewType.Instance),
            SchemaShapes.VariableVector(output.Starts, NumberDataViewType.Int32),
            SchemaShapes.VariableVector(output.Lengths, NumberDataViewType.Int32),
            SchemaShapes.VariableVector(output.Scores, NumberDataViewType.Single),
            SchemaShapes.VariableVector(output.Tokens, TextDataViewType.Instance),
            SchemaShapes.VariableVector(output.Tags, TextDataViewType.Instance));
    }
}
