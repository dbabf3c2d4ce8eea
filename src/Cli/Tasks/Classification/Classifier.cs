using System.Globalization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>A model that tells classes of texts apart.</summary>
internal sealed class Classifier(PipelineModel pipeline, ContextMemoryMulticlassTransformer transformer) : TaskModel(pipeline)
{
    public const string Task = "classify";

    /// <summary>The classes, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Labels { get; } = transformer.Labels.Count > 0
        ? transformer.Labels
        : [.. Enumerable.Range(1, transformer.ClassCount).Select(key => key.ToString(CultureInfo.InvariantCulture))];

    public override string TaskName => Task;

    public override int Threads
    {
        set => transformer.Threads = value;
    }

    public override IEnumerable<(string Name, string Value)> Describe() =>
    [
        ("kind", "text classifier (multiclass)"),
        ($"classes ({Labels.Count})", string.Join(", ", Labels)),
        ("remembered documents", transformer.RememberedDocuments.ToString("N0", CultureInfo.InvariantCulture)),
        .. EncoderDescription.Of(transformer),
    ];

    protected override ITaskReport Measure(IReadOnlyList<string> data, ReadingOptions reading) =>
        Measure(data.SelectMany(file => DataFile.Labeled(file, reading))) ?? throw new FailureException($"{InputPatterns.Name(data)} has no rows: there is nothing to measure on.");

    public override void Predict(IEnumerable<LabeledRow> rows, PredictionOutput output)
    {
        PredictionWriter writer = output.Format.IsTable()
            ? new TablePredictions(output, Labels)
            : WriterFor(output.Format, output.Text);
        foreach (IReadOnlyList<LabeledRow> batch in new RowBatches<LabeledRow>(output.Remaining(rows), row => row.Characters))
        {
            foreach ((LabeledRow row, float[] probabilities) in batch.Zip(Score(batch)))
            {
                writer.Write(output.NextRow(), row.Kept, probabilities);
            }

            output.Flush();
        }
    }

    public override void PredictDocument(TextReader text, PredictionFormat format, TextWriter output)
    {
        PredictionWriter writer = WriterFor(format, output);
        RequireTextAsGiven();
        writer.Write(1, [], transformer.Scorer.Score(text));
        output.Flush();
    }

    /// <summary>
    /// How good the model was on the training rows that were held out, before it learned from them at last; null where there were none.
    /// </summary>
    public ClassificationReport? HeldOut(TrainingReport training) =>
        training.ValidationMetrics is { } metrics ? new ClassificationReport(metrics, Labels, Labels.Count) : null;

    /// <summary>How good the model is on these rows; null where there are none.</summary>
    public ClassificationReport? Measure(IEnumerable<LabeledRow> rows)
    {
        var evaluator = new ClassificationEvaluator(Labels.Count);
        List<string> labels = [.. Labels];
        var numbers = new Dictionary<string, int>(CanonicalComparer.Instance);
        foreach ((int number, string label) in labels.Index())
        {
            numbers.TryAdd(label, number);
        }

        bool hasRows = false;
        foreach (IReadOnlyList<LabeledRow> batch in new RowBatches<LabeledRow>(rows, row => row.Characters))
        {
            foreach ((LabeledRow row, float[] probabilities) in batch.Zip(Score(batch)))
            {
                if (!numbers.TryGetValue(row.Label, out int number))
                {
                    numbers.Add(row.Label, number = labels.Count);
                    labels.Add(row.Label);
                }

                evaluator.Add(probabilities, number);
                hasRows = true;
            }
        }

        return hasRows ? new ClassificationReport(evaluator.Measure(), labels, Labels.Count) : null;
    }

    private PredictionWriter WriterFor(PredictionFormat format, TextWriter output)
    {
        RefuseMarks(format, "A classifier");
        return format == PredictionFormat.Tsv ? new TsvPredictions(output, Labels) : new JsonlPredictions(output, Labels);
    }

    /// <summary>The probabilities of the classes for each row.</summary>
    private IEnumerable<float[]> Score(IReadOnlyList<LabeledRow> rows)
    {
        var columns = SchemaDefinition.Create(typeof(LabeledRow), SchemaDefinition.Direction.Read);
        columns[nameof(LabeledRow.Text)].ColumnName = transformer.InputColumnName;
        IDataView scored;
        try
        {
            scored = Pipeline.Transformer.Transform(Pipeline.Context.Data.LoadFromEnumerable(rows, columns));
        }
        catch (ArgumentException exception)
        {
            throw new FailureException(
                $"The model needs other columns than '{transformer.InputColumnName}' and '{nameof(LabeledRow.Label)}': {exception.Message}",
                exception);
        }

        return Pipeline.Context.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false).Select(row => row.Score);
    }

    private sealed class ScoredRow
    {
        public float[] Score { get; set; } = [];
    }
}
