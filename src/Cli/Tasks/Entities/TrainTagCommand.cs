using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Progress;
using ContextMemory.MLNet.Cli.Settings;
using ContextMemory.MLNet.Cli.Tasks.Classification;
using ContextMemory.MLNet.Tasks;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

internal sealed class TrainTagCommand(Terminal terminal) : TrainTaskCommand(
    Extractor.Task,
    "Trains a model that finds entities.",
    "columns as CoNLL has them (token first, tag last, an empty line behind each sentence), or .jsonl with \"text\" and " +
    "\"entities\", each with \"start\", \"length\" and \"type\"; .gz is read compressed.",
    Defaults.Encoder.Kind,
    Defaults.Training.Epochs)
{
    private static ContextMemoryExtractEntitiesOptions Defaults { get; } = new();

    // Of columns a row is several sentences: a step takes one.
    private static ContextMemoryExtractEntitiesOptions ColumnDefaults { get; } =
        Defaults with { Training = Defaults.Training with { BatchSize = 1 } };

    protected override void Train(TrainRequest request)
    {
        long start = Stopwatch.GetTimestamp();
        if (request.Vectors is not null)
        {
            throw new FailureException("An entity extractor cannot start from word vectors yet: leave --vectors out.");
        }

        EntityDataFile rows = EntityDataFile.Open(request.Data);
        ContextMemoryExtractEntitiesOptions options = ReadOptions(request, rows.IsJsonl ? Defaults : ColumnDefaults);
        EntityDataFile? validationRows = request.Validation is null ? null : EntityDataFile.Open(request.Validation);
        AtomicFile.CheckWritable(request.Model);
        AtomicFile.CheckWritable(request.Metrics);
        AtomicFile.CheckWritable(request.Log);
        AtomicFile.CheckWritable(request.Checkpoint);

        (PipelineModel pipeline, ContextMemoryExtractEntitiesTransformer transformer) = Fit(options, rows, validationRows);
        TrainingReport training = transformer.TrainingReport!;
        ModelFile.Save(pipeline, request.Model);
        EntityReport? report = training.ValidationRows == 0
            ? null
            : new Extractor(pipeline, transformer).Measure(
                validationRows?.Load(pipeline.Context) ?? rows.Load(pipeline.Context, () => HeldOut(rows.CountRows(), options.Training)));
        WriteSummary(training, report);
        terminal.Output.WriteLine($"Model: {request.Model}");
        if (request.Metrics is not null)
        {
            JsonObject json = EntityReport.ToJson(report, Stopwatch.GetElapsedTime(start));
            TrainingSummary.AddTraining(json, training, "validation_f1");
            MetricsFile.Write(request.Metrics, json);
        }

        if (request.Checkpoint is not null && !training.WasCancelled)
        {
            File.Delete(request.Checkpoint);
        }
    }

    private static ContextMemoryExtractEntitiesOptions ReadOptions(
        TrainRequest request, ContextMemoryExtractEntitiesOptions defaults)
    {
        ContextMemoryExtractEntitiesOptions options = request.Config is null ? defaults : SettingsFile.Read(request.Config, defaults);
        options = options with { Encoder = request.Override(options.Encoder), Training = request.Override(options.Training) };
        try
        {
            options.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new FailureException(exception.Message, exception);
        }

        return options;
    }

    private (PipelineModel Pipeline, ContextMemoryExtractEntitiesTransformer Extractor) Fit(
        ContextMemoryExtractEntitiesOptions options, EntityDataFile rows, EntityDataFile? validationRows)
    {
        using var stop = new CancellationTokenSource();
        using IDisposable interrupt = terminal.OnInterrupt(stop.Cancel);
        var display = TrainingDisplay.For(terminal, "F1");
        var context = new MLContext(options.Training.Seed);
        IDataView data = rows.Load(context);
        ContextMemoryExtractEntitiesOptions complete = options with
        {
            ValidationData = validationRows?.Load(context),
            Training = options.Training with { Progress = display, CancellationToken = stop.Token },
        };
        try
        {
            ContextMemoryExtractEntitiesTransformer extractor = rows.Reading(
                () => display.Show(() => context.Transforms.Text.ContextMemoryExtractEntities(complete).Fit(data)));
            return (new PipelineModel(context, extractor, data.Schema), extractor);
        }
        catch (OperationCanceledException exception)
        {
            throw new FailureException("Stopped before the first step: no model was saved.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new FailureException(exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new FailureException($"Cannot learn from '{rows.Path}': {exception.Message}", exception);
        }
    }

    private void WriteSummary(TrainingReport training, EntityReport? report)
    {
        var summary = new TrainingSummary(training, report: null);
        summary.WriteInterruption(terminal.Error);
        summary.Write(terminal.Output);
        if (report?.Metrics is { } metrics)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"On {metrics.Rows:N0} validation rows with {metrics.Micro.Support:N0} entities: precision {metrics.Precision:F4}, " +
                $"recall {metrics.Recall:F4}, F1 {metrics.F1:F4}."));
        }
    }

    /// <summary>The training rows that the trainer held out: which ones is a matter of the seed and their places alone.</summary>
    private static IEnumerable<bool> HeldOut(long rows, TrainingOptions training)
    {
        var heldOut = new HeldOutRows((ulong)training.Seed!.Value, training.ValidationFraction);
        for (long row = 0; row < rows; row++)
        {
            yield return heldOut.Next();
        }
    }
}
