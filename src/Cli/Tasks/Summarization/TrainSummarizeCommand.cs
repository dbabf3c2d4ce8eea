using System.CommandLine;
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

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

internal sealed class TrainSummarizeCommand : TrainTaskCommand
{
    private readonly Terminal _terminal;
    private readonly Option<int?> _sentences = CommonOptions.Number(
        "--sentences", $"The most sentences of a summary (default: {Defaults.Limits.Sentences}).", 1, 10_000);

    public TrainSummarizeCommand(Terminal terminal)
        : base(
            SummaryModel.Task,
            "Trains a model that chooses the sentences of summaries.",
            ".jsonl with \"sentences\" or \"text\", \"summary\" or \"summaries\" (or \"labels\", a number for each sentence), and \"title\" where there is one; .gz is read compressed.",
            Defaults.Encoder.Kind,
            Defaults.Training.Epochs)
    {
        _terminal = terminal;
        Options.Add(_sentences);
    }

    private static ContextMemorySummarizeOptions Defaults { get; } = new();

    protected override void Train(TrainRequest request)
    {
        if (request.Vectors is not null)
        {
            throw new FailureException("A summarizer does not start from word vectors: leave out --vectors.");
        }

        long start = Stopwatch.GetTimestamp();
        SummaryFile rows = SummaryFile.Open(request.Data);
        ContextMemorySummarizeOptions options = ReadOptions(request, rows);
        SummaryFile? validationRows = request.Validation is null ? null : SummaryFile.Open(request.Validation);
        AtomicFile.CheckWritable(request.Model);
        AtomicFile.CheckWritable(request.Metrics);
        AtomicFile.CheckWritable(request.Log);
        AtomicFile.CheckWritable(request.Checkpoint);

        (PipelineModel pipeline, ContextMemorySummarizeTransformer transformer) = Fit(options, rows, validationRows);
        ModelFile.Save(pipeline, request.Model);
        TrainingReport training = transformer.TrainingReport!;
        IEnumerable<SummaryRow> measured = training.ValidationRows == 0 ? [] : validationRows ?? HeldOut(rows, options.Training);
        SummaryReport? report = new SummaryModel(pipeline, transformer).Measure(measured);
        WriteSummary(training, report);
        _terminal.Output.WriteLine($"Model: {request.Model}");
        if (request.Metrics is not null)
        {
            JsonObject json = SummaryReport.ToJson(report, Stopwatch.GetElapsedTime(start));
            TrainingSummary.AddTraining(json, training, "validation_rouge1");
            MetricsFile.Write(request.Metrics, json);
        }

        if (request.Checkpoint is not null && !training.WasCancelled)
        {
            File.Delete(request.Checkpoint);
        }
    }

    private ContextMemorySummarizeOptions ReadOptions(TrainRequest request, SummaryFile rows)
    {
        ContextMemorySummarizeOptions options = request.Config is null ? Defaults : SettingsFile.Read(request.Config, Defaults);
        options = options with
        {
            TitleColumnName = rows.Any(row => row.Title.Length > 0) ? nameof(SummaryRow.Title) : null,
            LabelColumnName = rows.All(row => row.Reference.Length == 0) ? nameof(SummaryRow.Label) : null,
            Limits = options.Limits with { Sentences = request.Arguments.GetValue(_sentences) ?? options.Limits.Sentences },
            Encoder = request.Override(options.Encoder),
            Training = request.Override(options.Training),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException exception)
        {
            throw new FailureException(exception.Message, exception);
        }

        return options.Method == SummaryMethod.Trained
            ? options
            : throw new FailureException($"The method {options.Method} needs no training: use 'cmem summarize --method {options.Method}'.");
    }

    private (PipelineModel Pipeline, ContextMemorySummarizeTransformer Summarizer) Fit(
        ContextMemorySummarizeOptions options, SummaryFile rows, SummaryFile? validationRows)
    {
        using var stop = new CancellationTokenSource();
        using IDisposable interrupt = _terminal.OnInterrupt(stop.Cancel);
        var display = TrainingDisplay.For(_terminal, "ROUGE-1");
        var context = new MLContext(options.Training.Seed);
        IDataView data = context.Data.LoadFromEnumerable(rows);
        ContextMemorySummarizeOptions complete = options with
        {
            ValidationData = validationRows is null ? null : context.Data.LoadFromEnumerable(validationRows),
            Training = options.Training with { Progress = display, CancellationToken = stop.Token },
        };
        try
        {
            ContextMemorySummarizeTransformer summarizer =
                display.Show(() => context.Transforms.Text.ContextMemorySummarize(complete).Fit(data));
            return (new PipelineModel(context, summarizer, data.Schema), summarizer);
        }
        catch (OperationCanceledException exception)
        {
            throw new FailureException("Stopped before the first step: no model was saved.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new FailureException(exception.Message, exception);
        }
        catch (InvalidOperationException exception) when (FindFault(exception) is null)
        {
            throw new FailureException($"Cannot learn from '{rows.Path}': {exception.Message}", exception);
        }
    }

    // ML.NET wraps what the enumeration of a file throws; that names the line itself.
    private static FailureException? FindFault(Exception? exception)
    {
        while (exception is not null and not FailureException)
        {
            exception = exception.InnerException;
        }

        return exception as FailureException;
    }

    private void WriteSummary(TrainingReport training, SummaryReport? report)
    {
        var summary = new TrainingSummary(training, report: null);
        summary.WriteInterruption(_terminal.Error);
        summary.Write(_terminal.Output);
        if (report is not null)
        {
            _terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"On {report.Metrics.Rows:N0} validation rows: ROUGE-1 {100 * report.Metrics.Rouge1.F1:F2}, ROUGE-2 " +
                $"{100 * report.Metrics.Rouge2.F1:F2}, ROUGE-L {100 * report.Metrics.RougeL.F1:F2} " +
                $"(the first sentences: {100 * report.Lead.Rouge1.F1:F2}, {100 * report.Lead.Rouge2.F1:F2}, {100 * report.Lead.RougeL.F1:F2})."));
        }
    }

    /// <summary>The training rows that the trainer held out: which ones is a matter of the seed and their places alone.</summary>
    private static IEnumerable<SummaryRow> HeldOut(IEnumerable<SummaryRow> rows, TrainingOptions training) =>
        HeldOutRows.Mark(rows, (ulong)training.Seed!.Value, training.ValidationFraction)
            .Where(marked => marked.IsHeldOut)
            .Select(marked => marked.Row);
}
