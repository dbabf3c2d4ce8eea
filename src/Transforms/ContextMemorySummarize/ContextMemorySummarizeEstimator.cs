using ContextMemory.MLNet.Columns;
using ContextMemory.MLNet.Hosting;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Tokenization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ContextMemory.MLNet;

/// <summary>Learns to summarize, or applies a method without training; made by <c>mlContext.Transforms.Text.ContextMemorySummarize</c>.</summary>
public sealed class ContextMemorySummarizeEstimator : IEstimator<ContextMemorySummarizeTransformer>
{
    private readonly IHost _host;
    private readonly ContextMemorySummarizeOptions _options;

    internal ContextMemorySummarizeEstimator(IHostEnvironment environment, ContextMemorySummarizeOptions options)
    {
        _host = environment.Register(nameof(ContextMemorySummarizeEstimator));
        _options = options;
    }

    /// <summary>Trains the model, reading the data twice; a method without training reads nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to learn from, or a row has not as many labels as sentences.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the training rows are read. Later, the best model so far is returned.</exception>
    public ContextMemorySummarizeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_options.Method != SummaryMethod.Trained)
        {
            ColumnRole.TextOrSentences.Find(input.Schema, _options.InputColumnName);
            return new ContextMemorySummarizeTransformer(
                _host,
                _options.InputColumnName,
                _options.OutputColumnName,
                titleColumnName: null,
                new Summarizer(_options.Method, _options.Limits, model: null, _options.Markup),
                report: null);
        }

        var rows = new SummaryRows(input, _options);
        SummaryRows? validationRows = _options.ValidationData is { } validation ? new SummaryRows(validation, _options) : null;
        using var training = new TrainingHost(_host, _options.Training);
        (SummarizationModel model, TrainingReport report) = new SummarizationTrainer
        {
            Encoder = _options.Encoder.ForExtraction(),
            Memory = _options.Memory.ForExtraction(),
            CoderBuilder = TokenCoders.CreateBuilder(_options.Tokenizer, _options.Vocabulary),
            Training = training.Options,
            Selector = new SummarySelector(_options.Limits),
            Seed = training.Seed,
            RowCount = input.GetRowCount(),
        }.Train(rows, validationRows);
        report = training.Finish(report);
        return new ContextMemorySummarizeTransformer(
            _host,
            _options.InputColumnName,
            _options.OutputColumnName,
            _options.TitleColumnName,
            new Summarizer(SummaryMethod.Trained, _options.Limits, model, _options.Markup),
            report);
    }

    /// <summary>The input's columns and those of the summary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ColumnRole.TextOrSentences.Find(inputSchema, _options.InputColumnName);
        if (_options.Method == SummaryMethod.Trained)
        {
            if (_options.TitleColumnName is { } title)
            {
                ColumnRole.Text.Find(inputSchema, title);
            }

            if (_options.LabelColumnName is { } label)
            {
                ColumnRole.SentenceLabels.Find(inputSchema, label);
            }
            else
            {
                ColumnRole.References.Find(inputSchema, _options.ReferenceColumnName);
            }
        }

        var output = new SummaryColumns(_options.OutputColumnName);
        return inputSchema.With(
            SchemaShapes.Scalar(output.Name, TextDataViewType.Instance),
            SchemaShapes.VariableVector(output.Sentences, NumberDataViewType.Int32),
            SchemaShapes.VariableVector(output.Scores, NumberDataViewType.Single),
            SchemaShapes.VariableVector(output.Starts, NumberDataViewType.Int32),
            SchemaShapes.VariableVector(output.Lengths, NumberDataViewType.Int32));
    }
}
