using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

internal sealed class TrainClassifyCommand : TrainTaskCommand
{
    private readonly Option<string?> _unlabeled = CommonOptions.Unlabeled();

    private readonly Option<string?> _continueFrom = new("--continue-from")
    {
        Description =
            "A model to go on from: the new one has its architecture, words and labels, and learns those of the rows in addition. " +
            "It learns from the rows that the old one keeps (--replay) again.",
        HelpName = "FILE.zip",
    };

    private readonly Option<int?> _replay = CommonOptions.Number(
        "--replay",
        "Training rows, and validation rows, that are kept in the model for --continue-from; who has the file can read them " +
        "(default: as many as the model to go on from keeps, else none).",
        0,
        1_000_000);

    private readonly BaseOption _base;

    public TrainClassifyCommand(Terminal terminal)
        : base(
            terminal,
            Classifier.Task,
            "Trains a model that tells classes of texts apart.",
            "label<TAB>text a line, or .csv with the columns label and text, or .jsonl with \"label\" and \"text\"; .gz is read compressed.",
            "train.tsv",
            Defaults.Encoder.Kind,
            Defaults.Training.Epochs)
    {
        Options.Add(_unlabeled);
        Options.Add(_continueFrom);
        _base = new BaseOption(this);
        Options.Add(_replay);
        Validators.Add(RefuseEncoderOfContinued);
    }

    private static ContextMemoryClassifierOptions Defaults { get; } = new();

    protected override TrainingReport Train(TrainRequest request)
    {
        ContextMemoryClassifierOptions options = ReadOptions(request);
        DataFile rows = DataFile.Labeled(request.Data, request.Reading);
        DataFile? validationRows = request.Validation is null ? null : DataFile.Labeled(request.Validation, request.Reading);
        request.CheckFiles(options.WordVectors?.Path, request.Arguments.GetValue(_unlabeled), request.Arguments.GetValue(_continueFrom));

        (PipelineModel pipeline, ContextMemoryMulticlassTransformer transformer) = Fit(request, options, rows, validationRows);
        TrainingReport training = transformer.TrainingReport!;
        Save(request, pipeline);
        var classifier = new Classifier(pipeline, transformer);
        ClassificationReport? report = validationRows is null
            ? classifier.HeldOut(training)
            : Measure(request, training.ValidationRows, count => classifier.Measure(request.Count(validationRows, count)));
        string hiddenSize = EncoderDescription.HiddenSizeOf(transformer.Encoder) is { } size
            ? string.Create(CultureInfo.InvariantCulture, $" of hidden size {size}")
            : "";
        Finish(
            request,
            training,
            report,
            "validation_accuracy",
            elapsed => ClassificationReport.ToJson(report, elapsed),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{transformer.VocabularySize:N0} words with a vector of their own, segments of {transformer.Encoder.SegmentLength} tokens, " +
                $"encoders: {training.Members}{hiddenSize}, adversarial epsilon {training.AdversarialEpsilon}, epochs of pretraining: {training.Pretraining.Count}, " +
                $"remembered documents: {training.RememberedDocuments:N0}."),
            json =>
            {
                json["vocabulary"] = transformer.VocabularySize;
                json["segment_length"] = transformer.Encoder.SegmentLength;
                json["members"] = training.Members;
                json["hidden_size"] = EncoderDescription.HiddenSizeOf(transformer.Encoder);
                json["adversarial_epsilon"] = training.AdversarialEpsilon;
                json["pretraining_epochs"] = training.Pretraining.Count;
                json["remembered_documents"] = training.RememberedDocuments;
            });
        return training;
    }

    private ContextMemoryClassifierOptions ReadOptions(TrainRequest request)
    {
        string? continueFrom = request.Arguments.GetValue(_continueFrom);
        _base.Register(request.Arguments);
        ContextMemoryClassifierOptions options = request.ReadConfig<ContextMemoryClassifierOptions>();
        options = options with
        {
            Encoder = request.Override(options.Encoder),
            WordVectors = request.Override(options.WordVectors),
            Training = request.Override(options.Training),
            UnlabeledData = DataFile.Texts(request.Arguments.GetValue(_unlabeled), request.Reading),
            ReplayRows = request.Arguments.GetValue(_replay) ?? options.ReplayRows,
            ContinueFrom = continueFrom is null ? null : ModelFile.Load(new MLContext(), continueFrom).Transformer,
        };
        Check(() => new MLContext().MulticlassClassification.Trainers.ContextMemoryClassifier(options));
        return options;
    }

    private void RefuseEncoderOfContinued(CommandResult command)
    {
        if (command.GetResult(_continueFrom) is not null && command.GetResult(Encoder) is not null)
        {
            command.AddError("--encoder and --continue-from do not go together: the encoder is that of the model to go on from.");
        }
    }

    private (PipelineModel Pipeline, ContextMemoryMulticlassTransformer Classifier) Fit(
        TrainRequest request, ContextMemoryClassifierOptions options, DataFile rows, DataFile? validationRows)
    {
        if (!rows.Any())
        {
            throw new FailureException($"'{rows.Path}' has no rows: there is nothing to learn from.");
        }

        return Learn(
            request,
            rows.Path,
            "accuracy",
            options.Training,
            (training, display) => Check(
                () => new ClassifierTraining(options with { Training = training }, display).Train(rows, validationRows)));
    }
}
