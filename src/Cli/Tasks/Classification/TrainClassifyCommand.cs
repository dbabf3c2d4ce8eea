using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Progress;
using ContextMemory.MLNet.Cli.Settings;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

internal sealed class TrainClassifyCommand : TrainTaskCommand
{
    private readonly Terminal _terminal;
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

    public TrainClassifyCommand(Terminal terminal)
        : base(
            Classifier.Task,
            "Trains a model that tells classes of texts apart.",
            "label<TAB>text a line, or .csv with the columns label and text, or .jsonl with \"label\" and \"text\"; .gz is read compressed.",
            Defaults.Encoder.Kind,
            Defaults.Training.Epochs)
    {
        _terminal = terminal;
        Options.Add(_continueFrom);
        Options.Add(_replay);
    }

    private static ContextMemoryClassifierOptions Defaults { get; } = new();

    protected override TrainRequest Complete(TrainRequest request, ParseResult arguments) => request with
    {
        ContinueFrom = arguments.GetValue(_continueFrom),
        Replay = arguments.GetValue(_replay),
    };

    protected override void Train(TrainRequest request)
    {
        long start = Stopwatch.GetTimestamp();
        ContextMemoryClassifierOptions options = ReadOptions(request);
        DataFile rows = DataFile.Labeled(request.Data);
        DataFile? validationRows = request.Validation is null ? null : DataFile.Labeled(request.Validation);
        if (options.WordVectors is { } vectors)
        {
            InputFile.Open(vectors.Path).Dispose();
        }

        AtomicFile.CheckWritable(request.Model);
        AtomicFile.CheckWritable(request.Metrics);
        AtomicFile.CheckWritable(request.Log);
        AtomicFile.CheckWritable(request.Checkpoint);

        (PipelineModel pipeline, ContextMemoryMulticlassTransformer transformer) = Fit(options, rows, validationRows);
        TrainingReport training = transformer.TrainingReport!;
        ModelFile.Save(pipeline, request.Model);
        var classifier = new Classifier(pipeline, transformer);
        ClassificationReport? report = validationRows is null ? classifier.HeldOut(training) : classifier.Measure(validationRows);
        var summary = new TrainingSummary(training, report);
        summary.WriteInterruption(_terminal.Error);
        summary.Write(_terminal.Output);
        _terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{transformer.VocabularySize:N0} words with a vector of their own, segments of {transformer.Encoder.SegmentLength} tokens."));
        _terminal.Output.WriteLine($"Model: {request.Model}");
        if (request.Metrics is not null)
        {
            JsonObject json = summary.ToJson(Stopwatch.GetElapsedTime(start));
            json["vocabulary"] = transformer.VocabularySize;
            json["segment_length"] = transformer.Encoder.SegmentLength;
            MetricsFile.Write(request.Metrics, json);
        }

        if (request.Checkpoint is not null && !training.WasCancelled)
        {
            File.Delete(request.Checkpoint);
        }
    }

    private static ContextMemoryClassifierOptions ReadOptions(TrainRequest request)
    {
        if (request is { ContinueFrom: not null, Encoder: not null })
        {
            throw new FailureException("--encoder and --continue-from do not go together: the encoder is that of the model to go on from.");
        }

        ContextMemoryClassifierOptions options = request.Config is null ? Defaults : SettingsFile.Read(request.Config, Defaults);
        options = options with
        {
            Encoder = request.Override(options.Encoder),
            WordVectors = request.Override(options.WordVectors),
            Training = request.Override(options.Training),
            ReplayRows = request.Replay ?? options.ReplayRows,
            ContinueFrom = request.ContinueFrom is null ? null : ModelFile.Load(new MLContext(), request.ContinueFrom).Transformer,
        };
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

    private (PipelineModel Pipeline, ContextMemoryMulticlassTransformer Classifier) Fit(
        ContextMemoryClassifierOptions options, DataFile rows, DataFile? validationRows)
    {
        if (!rows.Any())
        {
            throw new FailureException($"'{rows.Path}' has no rows: there is nothing to learn from.");
        }

        using var stop = new CancellationTokenSource();
        using IDisposable interrupt = _terminal.OnInterrupt(stop.Cancel);
        var display = TrainingDisplay.For(_terminal, "accuracy");
        var training = new ClassifierTraining(options with
        {
            Training = options.Training with { Progress = display, CancellationToken = stop.Token },
        });
        try
        {
            return display.Show(() => training.Train(rows, validationRows));
        }
        catch (OperationCanceledException exception)
        {
            throw new FailureException("Stopped before the first step: no model was saved.", exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
        {
            throw new FailureException(exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new FailureException($"Cannot learn from '{rows.Path}': {exception.Message}", exception);
        }
    }
}
