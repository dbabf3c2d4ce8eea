using System.CommandLine;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Models;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

internal sealed class TrainTagCommand : TrainTaskCommand
{
    private readonly Option<OffsetUnit?> _offsets = CommonOptions.Offsets();

    public TrainTagCommand(Terminal terminal)
        : base(
            terminal,
            Extractor.Task,
            "Trains a model that finds entities.",
            "columns as CoNLL has them (token first, tag last, an empty line behind each sentence), or .jsonl with \"text\" and " +
            "\"entities\", each with \"start\", \"length\" and \"type\"; .gz is read compressed.",
            "train.conll",
            Defaults.Encoder.Kind,
            Defaults.Training.Epochs)
    {
        Options.Add(_offsets);
    }

    private static ContextMemoryExtractEntitiesOptions Defaults { get; } = new();

    // Of columns a row is several sentences: a step takes one.
    private static JsonObject UsualForColumns => new() { ["training"] = new JsonObject { ["batchSize"] = 1 } };

    protected override TrainingReport Train(TrainRequest request)
    {
        OffsetUnit? offsets = request.Arguments.GetValue(_offsets);
        EntityDataFile rows = EntityDataFile.Open(request.Data, request.Reading, offsets);
        ContextMemoryExtractEntitiesOptions options = ReadOptions(request, rows.HasObjects);
        EntityDataFile? validationRows = request.Validation is null
            ? null
            : EntityDataFile.Open(request.Validation, request.Reading, RowFormat.HasObjects(request.Validation) ? offsets : null);
        request.CheckFiles([.. options.Features.Gazetteers, options.WordVectors?.Path]);

        (PipelineModel pipeline, ContextMemoryExtractEntitiesTransformer transformer) = Fit(request, options, rows, validationRows);
        TrainingReport training = transformer.TrainingReport!;
        Save(request, pipeline);
        EntityReport? report = training.ValidationRows == 0
            ? null
            : Measure(request, null, _ => new Extractor(pipeline, transformer).Measure(
                validationRows?.Load(pipeline.Context) ?? rows.Load(pipeline.Context, heldOutBy: options.Training)));
        EntityAlignment alignment = training.EntityAlignment!;
        Finish(
            request, training, report, "validation_f1", elapsed => EntityReport.ToJson(report, elapsed), Describe(alignment), json => AddTo(json, alignment));
        return training;
    }

    private static string? Describe(EntityAlignment alignment) => alignment is { Misfits: 0, LeftOut: 0 } ? null : alignment.ToString();

    private static void AddTo(JsonObject json, EntityAlignment alignment) => json["entity_alignment"] = new JsonObject
    {
        ["entities"] = alignment.Entities,
        ["misfits"] = alignment.Misfits,
        ["left_out"] = alignment.LeftOut,
        ["fit_as_code_points"] = alignment.FitAsCodePoints,
    };

    private static ContextMemoryExtractEntitiesOptions ReadOptions(TrainRequest request, bool isJsonl)
    {
        var options = request.ReadConfig<ContextMemoryExtractEntitiesOptions>(isJsonl ? null : UsualForColumns);
        options = options with
        {
            Encoder = request.Override(options.Encoder),
            WordVectors = request.Override(options.WordVectors),
            Training = request.Override(options.Training),
        };
        Check(() => new MLContext().Transforms.Text.ContextMemoryExtractEntities(options));
        return options;
    }

    private (PipelineModel Pipeline, ContextMemoryExtractEntitiesTransformer Extractor) Fit(
        TrainRequest request, ContextMemoryExtractEntitiesOptions options, EntityDataFile rows, EntityDataFile? validationRows)
    {
        var context = new MLContext(options.Training.Seed);
        IDataView data = rows.Load(context);
        ContextMemoryExtractEntitiesOptions complete = options with { ValidationData = validationRows?.Load(context) };
        ContextMemoryExtractEntitiesTransformer extractor = Learn(
            request,
            rows.Path,
            "F1",
            options.Training,
            (training, _) => context.Transforms.Text.ContextMemoryExtractEntities(complete with { Training = training }).Fit(data));
        return (new PipelineModel(context, extractor, data.Schema), extractor);
    }
}
