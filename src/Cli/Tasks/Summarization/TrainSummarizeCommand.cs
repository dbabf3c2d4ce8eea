using System.CommandLine;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

internal sealed class TrainSummarizeCommand : TrainTaskCommand
{
    private readonly Option<int?> _sentences = CommonOptions.Number(
        "--sentences", $"The most sentences of a summary (default: {Defaults.Limits.Sentences}).", 1, 10_000);

    public TrainSummarizeCommand(Terminal terminal)
        : base(
            terminal,
            SummaryModel.Task,
            "Trains a model that chooses the sentences of summaries.",
            ".jsonl with \"sentences\" or \"text\", \"summary\" or \"summaries\" (or \"labels\", a number for each sentence), and \"title\" where there is one; .gz is read compressed.",
            "articles.jsonl",
            Defaults.Encoder.Kind,
            Defaults.Training.Epochs,
            takesVectors: false)
    {
        Options.Add(_sentences);
    }

    private static ContextMemorySummarizeOptions Defaults { get; } = new();

    protected override TrainingReport Train(TrainRequest request)
    {
        request.CheckFiles();
        ContextMemorySummarizeOptions options = request.ReadConfig<ContextMemorySummarizeOptions>();
        SummaryFile rows = SummaryFile.Open(request.Data, request.Reading, options.Markup);
        options = Complete(options, request, rows);
        SummaryFile? validationRows =
            request.Validation is null ? null : SummaryFile.Open(request.Validation, request.Reading, options.Markup);

        (PipelineModel pipeline, ContextMemorySummarizeTransformer transformer) = Fit(request, options, rows, validationRows);
        Save(request, pipeline);
        TrainingReport training = transformer.TrainingReport!;
        IEnumerable<SummaryRow> measured = training.ValidationRows == 0 ? [] : validationRows ?? HeldOut(rows, options.Training);
        SummaryReport? report = Measure(
            request, training.ValidationRows, count => new SummaryModel(pipeline, transformer).Measure(request.Count(measured, count)));
        Finish(request, training, report, "validation_rouge1", elapsed => SummaryReport.ToJson(report, elapsed));
        return training;
    }

    private ContextMemorySummarizeOptions Complete(ContextMemorySummarizeOptions options, TrainRequest request, SummaryFile rows)
    {
        options = options with
        {
            TitleColumnName = request.Count(rows).Any(row => row.Title.Length > 0) ? nameof(SummaryRow.Title) : null,
            LabelColumnName = request.Count(rows).All(row => row.Reference.Length == 0) ? nameof(SummaryRow.Label) : null,
            Limits = options.Limits with { Sentences = request.Arguments.GetValue(_sentences) ?? options.Limits.Sentences },
            Encoder = request.Override(options.Encoder),
            Training = request.Override(options.Training),
        };
        Check(() => new MLContext().Transforms.Text.ContextMemorySummarize(options));
        return options.Method == SummaryMethod.Trained
            ? options
            : throw new FailureException($"The method {options.Method} needs no training: use 'cmem summarize --method {options.Method}'.");
    }

    private (PipelineModel Pipeline, ContextMemorySummarizeTransformer Summarizer) Fit(
        TrainRequest request, ContextMemorySummarizeOptions options, SummaryFile rows, SummaryFile? validationRows)
    {
        var context = new MLContext(options.Training.Seed);
        IDataView data = context.Data.LoadFromEnumerable(rows);
        ContextMemorySummarizeOptions complete = options with
        {
            ValidationData = validationRows is null ? null : context.Data.LoadFromEnumerable(validationRows),
        };
        ContextMemorySummarizeTransformer summarizer = Learn(
            request,
            rows.Path,
            "ROUGE-1",
            options.Training,
            (training, _) => context.Transforms.Text.ContextMemorySummarize(complete with { Training = training }).Fit(data));
        return (new PipelineModel(context, summarizer, data.Schema), summarizer);
    }

    /// <summary>The training rows that the trainer held out.</summary>
    private static IEnumerable<SummaryRow> HeldOut(IEnumerable<SummaryRow> rows, TrainingOptions training) =>
        HeldOutRows.Mark(rows, training).Where(marked => marked.IsHeldOut).Select(marked => marked.Row);
}
