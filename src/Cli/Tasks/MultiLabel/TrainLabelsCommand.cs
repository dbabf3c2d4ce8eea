using System.CommandLine;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Models;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

internal sealed class TrainLabelsCommand : TrainTaskCommand
{
    private readonly Option<string?> _unlabeled = CommonOptions.Unlabeled();

    public TrainLabelsCommand(Terminal terminal)
        : base(
            terminal,
            MultiLabelClassifier.Task,
            "Trains a classifier whose texts may have any number of labels.",
            ".jsonl with \"text\" and \"labels\", an array of strings that may be empty; .gz is read compressed.",
            "tickets.jsonl",
            Defaults.Encoder.Kind,
            Defaults.Training.Epochs)
    {
        Options.Add(_unlabeled);
    }

    private static ContextMemoryClassifierOptions Defaults { get; } = new() { LabelColumnName = nameof(LabelsRow.Labels) };

    protected override TrainingReport Train(TrainRequest request)
    {
        LabelsFile rows = LabelsFile.Open(request.Data, request.Reading);
        ContextMemoryClassifierOptions options = ReadOptions(request);
        LabelsFile? validationRows = request.Validation is null ? null : LabelsFile.Open(request.Validation, request.Reading);
        request.CheckFiles(options.WordVectors?.Path, request.Arguments.GetValue(_unlabeled));

        (PipelineModel pipeline, ContextMemoryMultiLabelTransformer transformer) = Fit(request, options, rows, validationRows);
        TrainingReport training = transformer.TrainingReport!;
        Save(request, pipeline);

        // Rows that were held out have been learned from by now: they would tell too much.
        MultiLabelReport? report = validationRows is null
            ? null
            : Measure(
                request,
                training.ValidationRows,
                count => new MultiLabelClassifier(pipeline, transformer).Measure(request.Count(validationRows, count)));
        Finish(request, training, report, "validation_f1", elapsed => MultiLabelReport.ToJson(report, elapsed));
        return training;
    }

    private ContextMemoryClassifierOptions ReadOptions(TrainRequest request)
    {
        ContextMemoryClassifierOptions options = request.ReadConfig<ContextMemoryClassifierOptions>();
        options = options with
        {
            LabelColumnName = Defaults.LabelColumnName,
            Encoder = request.Override(options.Encoder),
            WordVectors = request.Override(options.WordVectors),
            Training = request.Override(options.Training),
            UnlabeledData = DataFile.Texts(request.Arguments.GetValue(_unlabeled), request.Reading),
        };
        Check(() => new MLContext().MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(options));
        return options;
    }

    private (PipelineModel Pipeline, ContextMemoryMultiLabelTransformer Classifier) Fit(
        TrainRequest request, ContextMemoryClassifierOptions options, LabelsFile rows, LabelsFile? validationRows)
    {
        var context = new MLContext(options.Training.Seed);
        IDataView data = context.Data.LoadFromEnumerable(rows);
        ContextMemoryClassifierOptions complete = options with
        {
            ValidationData = validationRows is null ? null : context.Data.LoadFromEnumerable(validationRows),
        };
        ContextMemoryMultiLabelTransformer classifier = Learn(
            request,
            rows.Path,
            "F1",
            options.Training,
            (training, _) => context.MulticlassClassification.Trainers
                .ContextMemoryMultiLabelClassifier(complete with { Training = training })
                .Fit(data));
        return (new PipelineModel(context, classifier, data.Schema), classifier);
    }
}
