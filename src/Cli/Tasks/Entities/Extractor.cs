using System.Globalization;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>A model that finds entities.</summary>
internal sealed class Extractor(PipelineModel pipeline, ContextMemoryExtractEntitiesTransformer transformer) : TaskModel(pipeline)
{
    public const string Task = "tag";

    private OffsetUnit? _offsets;

    public override string TaskName => Task;

    public override int Threads
    {
        set => transformer.Threads = value;
    }

    public override OffsetUnit? Offsets
    {
        set => _offsets = value;
    }

    public override IEnumerable<(string Name, string Value)> Describe() =>
    [
        ("kind", "entity extractor"),
        ($"types ({transformer.EntityTypes.Count})", string.Join(", ", transformer.EntityTypes)),
        .. EncoderDescription.Of(transformer).Where(line => line.Name != "pooling"),
        .. transformer.CharacterEncoder is { } characters ? new[] { ("characters", characters.Describe()) } : [],
        ("features", string.Create(CultureInfo.InvariantCulture, $"{transformer.FeatureCount:N0} of words and of those around them")),
    ];

    protected override ITaskReport Measure(IReadOnlyList<string> data, ReadingOptions reading)
    {
        EntityDataFile file = EntityDataFile.Open(data, reading, _offsets);
        try
        {
            EntityReport report = Measure(file.Load(Pipeline.Context));
            return report.Metrics.Rows > 0 ? report : throw new FailureException($"{InputPatterns.Name(data)} has no rows: there is nothing to measure on.");
        }
        catch (InvalidOperationException exception) when (FailureException.Find(exception) is null)
        {
            throw new FailureException($"Cannot measure on {InputPatterns.Name(data)}: {exception.Message}", exception);
        }
    }

    public override void Predict(IEnumerable<LabeledRow> rows, PredictionOutput output)
    {
        EntityWriter writer = output.Format switch
        {
            PredictionFormat.Tsv => new TsvEntities(output.Text),
            PredictionFormat.Marked => new MarkedTexts(output.Text),
            PredictionFormat.Csv or PredictionFormat.Parquet => new TableEntities(output),
            _ => new JsonlEntities(output.Text),
        };
        foreach (IReadOnlyList<LabeledRow> batch in new RowBatches<LabeledRow>(output.Remaining(rows), row => row.Characters))
        {
            foreach ((LabeledRow row, FoundRow found) in batch.Zip(Find(batch)))
            {
                writer.Write(output.NextRow(), row.Text, row.Kept, found.ToList());
            }

            output.Flush();
        }
    }

    public override void PredictDocument(TextReader text, PredictionFormat format, TextWriter output)
    {
        if (format == PredictionFormat.Marked)
        {
            throw new FailureException("--format marked writes the text, which --stream does not hold: use --format jsonl or tsv.");
        }

        RequireTextAsGiven();
        var writer = new StreamedEntities(output, format);
        foreach (TextEntity entity in transformer.Scorer.FindEntities(text))
        {
            writer.Write(entity);
        }

        output.Flush();
    }

    /// <summary>How good the model is on these rows, which have the columns that it was trained on.</summary>
    public EntityReport Measure(IDataView rows) => new(Pipeline.Context.ContextMemory().EvaluateEntities(
        transformer.Transform(rows), predictedColumnName: transformer.OutputColumnName, inputColumnName: transformer.InputColumnName));

    private IEnumerable<FoundRow> Find(IReadOnlyList<LabeledRow> rows)
    {
        var columns = SchemaDefinition.Create(typeof(LabeledRow), SchemaDefinition.Direction.Read);
        columns[nameof(LabeledRow.Text)].ColumnName = transformer.InputColumnName;
        IDataView found = transformer.Transform(Pipeline.Context.Data.LoadFromEnumerable(rows, columns));
        var results = SchemaDefinition.Create(typeof(FoundRow), SchemaDefinition.Direction.Write);
        foreach (SchemaDefinition.Column column in results)
        {
            column.ColumnName = transformer.OutputColumnName + column.ColumnName;
        }

        return Pipeline.Context.Data.CreateEnumerable<FoundRow>(found, reuseRowObject: false, schemaDefinition: results);
    }

    /// <summary>The properties' names are what the output column's name is followed by.</summary>
    private sealed class FoundRow
    {
        public string[] Types { get; set; } = [];

        public int[] Starts { get; set; } = [];

        public int[] Lengths { get; set; } = [];

        public float[] Scores { get; set; } = [];

        public IReadOnlyList<(EntitySpan Span, float Score)> ToList() =>
            [.. Types.Select((type, i) => (new EntitySpan(Starts[i], Lengths[i], type), Scores[i]))];
    }
}
