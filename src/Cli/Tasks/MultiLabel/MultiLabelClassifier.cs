using System.Globalization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks.Classification;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>A model that finds any number of labels for a text.</summary>
internal sealed class MultiLabelClassifier(PipelineModel pipeline, ContextMemoryMultiLabelTransformer transformer) : TaskModel(pipeline)
{
    public const string Task = "labels";

    // So many rows are read together: enough for all threads, and few enough to be seen soon.
    private const int RowsTogether = 256;

    public override string TaskName => Task;

    public override int Threads
    {
        set => transformer.Threads = value;
    }

    public override IEnumerable<(string Name, string Value)> Describe() =>
    [
        ("kind", "text classifier (any number of labels)"),
        ($"labels ({transformer.Labels.Count})", string.Join(", ", transformer.Labels.Zip(transformer.Thresholds, WithThreshold))),
        .. EncoderDescription.Of(transformer),
    ];

    protected override ITaskReport Measure(IReadOnlyList<string> data, ReadingOptions reading) =>
        Measure(data.SelectMany(file => LabelsFile.Open(file, reading))) ?? throw new FailureException($"{InputPatterns.Name(data)} has no rows: there is nothing to measure on.");

    public override void Predict(IEnumerable<LabeledRow> rows, PredictionOutput output)
    {
        LabelsWriter writer = output.Format.IsTable()
            ? new TableLabels(output)
            : WriterFor(output.Format, output.Text);
        foreach (IReadOnlyList<LabeledRow> batch in new RowBatches<LabeledRow>(output.Remaining(rows), row => row.Characters))
        {
            foreach ((LabeledRow row, ScoredRow scored) in batch.Zip(Score(batch.Select(row => new LabelsRow { Text = row.Text }))))
            {
                writer.Write(output.NextRow(), row.Kept, scored.PredictedLabels, scored.Score);
            }

            output.Flush();
        }
    }

    public override void PredictDocument(TextReader text, PredictionFormat format, TextWriter output)
    {
        LabelsWriter writer = WriterFor(format, output);
        RequireTextAsGiven();
        float[] scores = transformer.Scorer.Score(text);
        IEnumerable<int> found = Enumerable.Range(0, scores.Length)
            .Where(label => scores[label] >= transformer.Thresholds[label])
            .OrderByDescending(label => scores[label]);
        writer.Write(1, [], found.Select(label => transformer.Labels[label]), scores);
        output.Flush();
    }

    /// <summary>How good the model is on these rows; null where there are none.</summary>
    public MultiLabelReport? Measure(IEnumerable<LabelsRow> rows)
    {
        var evaluator = new MultiLabelEvaluator();
        bool hasRows = false;
        foreach (LabelsRow[] batch in rows.Chunk(RowsTogether))
        {
            foreach ((LabelsRow row, ScoredRow scored) in batch.Zip(Score(batch)))
            {
                evaluator.Add(row.Labels, scored.PredictedLabels);
                hasRows = true;
            }
        }

        return hasRows ? new MultiLabelReport(evaluator.Measure()) : null;
    }

    private LabelsWriter WriterFor(PredictionFormat format, TextWriter output)
    {
        RefuseMarks(format, "A classifier");
        return format == PredictionFormat.Tsv ? new TsvLabels(output, transformer.Labels) : new JsonlLabels(output, transformer.Labels);
    }

    private IEnumerable<ScoredRow> Score(IEnumerable<LabelsRow> rows)
    {
        var columns = SchemaDefinition.Create(typeof(LabelsRow), SchemaDefinition.Direction.Read);
        columns[nameof(LabelsRow.Text)].ColumnName = transformer.InputColumnName;
        IDataView scored = Pipeline.Transformer.Transform(Pipeline.Context.Data.LoadFromEnumerable(rows, columns));
        return Pipeline.Context.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false);
    }

    private static string WithThreshold(string label, float threshold) =>
        string.Create(CultureInfo.InvariantCulture, $"{label} from {threshold:F2}");

    private sealed class ScoredRow
    {
        public string[] PredictedLabels { get; set; } = [];

        public float[] Score { get; set; } = [];
    }
}
