using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Models;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Progress;
using ContextMemory.MLNet.Cli.Settings;
using ContextMemory.MLNet.Cli.Tasks;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>'cmem train' for one task: every task has the same options.</summary>
internal abstract class TrainTaskCommand : ToolCommand
{
    public const int DefaultSeed = 1;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly StageLines _stages;
    private readonly Option<string> _data;
    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "Rows to choose the best epoch by (default: a part of the training rows is held out).",
        HelpName = "FILE",
    };

    private readonly Option<string> _model = CommonOptions.Model("Where the trained model is written; it is an ML.NET model file.");
    private readonly Option<Effort?> _effort = CommonOptions.OneOf<Effort>(
        "--effort", "How much time training may cost for how good a model (default: balanced).");

    private readonly Option<TimeSpan?> _time = CommonOptions.Time(
        "--time", "The time that training may take, about: 30s, 2m or 1h30m for instance. The most effort and the most epochs are chosen that fit.");

    private readonly Option<int?> _epochs;
    private readonly Option<int?> _seed = CommonOptions.Number(
        "--seed",
        $"Where all randomness comes from: the same seed, data and options give the same file (default: {DefaultSeed}).",
        int.MinValue,
        int.MaxValue);

    private readonly Option<int?> _threads = CommonOptions.Threads("Threads to work with; with the managed engine the model is the same for any number");
    private readonly Option<string?> _vectors = new("--vectors")
    {
        Description =
            "Word vectors to start from, in the text format of GloVe, word2vec or fastText; .gz is read compressed. " +
            "Their size takes the place of the encoder's embeddingSize (default: a random start).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _pretrained = new("--pretrained")
    {
        Description =
            "A pretrained transformer of the BERT family that the model starts from, in place of --encoder: a folder with config.json, " +
            "model.safetensors and vocab.txt, or an .onnx file beside its vocabulary.",
        HelpName = "FOLDER",
    };

    private readonly Option<int?> _adapterRank = CommonOptions.Number(
        "--adapter-rank",
        "Learn adapters of this rank (LoRA) beside the weights of --pretrained, which stay as they are; 8 is usual (default: 0, the weights learn).",
        0,
        64);

    private readonly Option<string?> _config = new("--config")
    {
        Description =
            "A JSON file with further options, { \"encoder\": { \"hiddenSize\": 64 } } for instance; the command line wins over it.",
        HelpName = "FILE.json",
    };

    private readonly Option<string?> _metrics = CommonOptions.Metrics(
        "Where to write, as one JSON object, how the training went and how good the model is on the validation rows.");

    private readonly Option<int?> _maxMemory = CommonOptions.Number(
        "--max-memory",
        "Megabytes that training may take, about: rows for which they do not suffice are kept in a temporary file (default: all in memory).",
        64,
        100_000_000);

    private readonly Option<string?> _log = new("--log")
    {
        Description = "Where to write a JSON object a line for each finished epoch, while training goes on.",
        HelpName = "FILE.jsonl",
    };

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description =
            "Where the state of the training is kept while it goes on; where the file is there already, training goes on from it. " +
            "It is deleted when the model has been saved.",
        HelpName = "FILE",
    };

    private readonly RowOptions _rows;
    private readonly EngineOptions _engine;

    /// <param name="terminal">What it is shown on.</param>
    /// <param name="name">The task.</param>
    /// <param name="description">Of the command.</param>
    /// <param name="data">What the rows look like.</param>
    /// <param name="example">A file of such rows.</param>
    /// <param name="encoder">The encoder that is used if none is given.</param>
    /// <param name="epochs">The epochs that are trained if no number is given; 0 if they are derived from the data.</param>
    /// <param name="takesVectors">Whether the model can start from word vectors.</param>
    protected TrainTaskCommand(
        Terminal terminal, string name, string description, string data, string example, EncoderKind encoder, int epochs, bool takesVectors = true)
        : base(name, description, $"cmem train {name} --data {example} --model model.zip --metrics metrics.json")
    {
        Terminal = terminal;
        _stages = new StageLines(terminal.Error);
        _data = CommonOptions.Data($"The rows to learn from: {data}");
        Encoder = CommonOptions.OneOf<EncoderKind>(
            "--encoder", $"How words come to know their context (default: {encoder.ToString().ToLowerInvariant()}).", EncoderConverter.WhyNot);
        _epochs = CommonOptions.Number("--epochs", $"Passes over the training rows, at most (default: {(epochs == 0 ? "derived from the number of rows" : epochs)}).", 1, 10_000);
        Options.Add(_data);
        Options.Add(_validation);
        _rows = new RowOptions(this);
        Options.Add(_model);
        Options.Add(Encoder);
        Options.Add(_pretrained);
        Options.Add(_adapterRank);
        Validators.Add(RefuseLoneRank);
        Options.Add(_effort);
        Options.Add(_time);
        Options.Add(_epochs);
        Options.Add(_seed);
        Options.Add(_threads);
        _engine = new EngineOptions(this);
        if (takesVectors)
        {
            Options.Add(_vectors);
        }

        Options.Add(_config);
        Options.Add(_metrics);
        Options.Add(_maxMemory);
        Options.Add(_log);
        Options.Add(_checkpoint);
    }

    protected Terminal Terminal { get; }

    protected Option<EncoderKind?> Encoder { get; }

    /// <summary>Trains, saves and measures the model, and says how it went.</summary>
    protected abstract TrainingReport Train(TrainRequest request);

    protected sealed override void Run(ParseResult arguments) => _rows.Run(arguments, Terminal, reading => Train(arguments, reading));

    /// <exception cref="FailureException">Another kind of encoder is named beside a pretrained one.</exception>
    private EncoderKind? KindOf(ParseResult arguments) => (arguments.GetValue(_pretrained), arguments.GetValue(Encoder)) switch
    {
        (null, var kind) => kind,
        (_, null or EncoderKind.Pretrained) => EncoderKind.Pretrained,
        (_, { } kind) => throw new FailureException(
            $"--encoder {kind.ToString().ToLowerInvariant()} and --pretrained name two encoders. Leave one of them out."),
    };

    private void RefuseLoneRank(CommandResult command)
    {
        if (command.GetResult(_adapterRank) is not null && command.GetResult(_pretrained) is null)
        {
            command.AddError("--adapter-rank is of a pretrained transformer: give --pretrained too.");
        }
    }

    private void Train(ParseResult arguments, ReadingOptions reading)
    {
        using var stop = new CancellationTokenSource();
        using IDisposable interrupt = Terminal.OnInterrupt(stop.Cancel);
        var request = new TrainRequest
        {
            Cancellation = stop.Token,
            Arguments = arguments,
            Data = arguments.GetRequiredValue(_data),
            Validation = arguments.GetValue(_validation),
            Model = arguments.GetRequiredValue(_model),
            Encoder = KindOf(arguments),
            Pretrained = arguments.GetValue(_pretrained),
            AdapterRank = arguments.GetValue(_adapterRank),
            Effort = arguments.GetValue(_effort),
            Time = arguments.GetValue(_time),
            Epochs = arguments.GetValue(_epochs),
            Seed = arguments.GetValue(_seed),
            Threads = arguments.GetValue(_threads),
            Engine = _engine.Of(arguments),
            Vectors = arguments.GetValue(_vectors),
            Config = arguments.GetValue(_config),
            Metrics = arguments.GetValue(_metrics),
            MaxMemory = arguments.GetValue(_maxMemory),
            Log = arguments.GetValue(_log),
            Checkpoint = arguments.GetValue(_checkpoint),
            Reading = reading,
            BadRows = _rows.BadRowsPath(arguments),
        };
        TrainingReport training = TrainOrSay(request);
        if (request.Checkpoint is not null && !training.WasCancelled)
        {
            File.Delete(request.Checkpoint);
            foreach (string path in request.PretrainingCheckpoints.Take(training.Members))
            {
                File.Delete(path);
            }
        }
    }

    /// <exception cref="FailureException">The user has interrupted before there is a model.</exception>
    private TrainingReport TrainOrSay(TrainRequest request)
    {
        try
        {
            return Train(request);
        }
        catch (OperationCanceledException exception)
        {
            throw new FailureException("Stopped before training began: no model was saved.", exception);
        }
    }

    /// <summary>Says how a training went and how good its model is, and writes it where --metrics says.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="training">How it went.</param>
    /// <param name="report">How good the model is on the validation rows; null where there are none.</param>
    /// <param name="metric">The name of an epoch's measure on the validation rows.</param>
    /// <param name="toJson">The measures, null for each where there are none.</param>
    /// <param name="details">A line with what else is to be said.</param>
    /// <param name="addDetails">Adds it to what is written.</param>
    protected void Finish(
        TrainRequest request,
        TrainingReport training,
        ITaskReport? report,
        string metric,
        Func<TimeSpan, JsonObject> toJson,
        string? details = null,
        Action<JsonObject>? addDetails = null)
    {
        var summary = new TrainingSummary(training);
        summary.WriteInterruption(Terminal.Error);
        summary.Write(Terminal.Output);
        report?.WriteLine(Terminal.Output);
        if (details is not null)
        {
            Terminal.Output.WriteLine(details);
        }

        summary.WriteEffort(Terminal.Output);
        Terminal.Output.WriteLine($"Model: {request.Model}");
        if (request.Metrics is not null)
        {
            JsonObject json = toJson(Stopwatch.GetElapsedTime(request.Start));
            summary.AddTo(json, metric);
            if (request.Reading.BadRows is { } badRows)
            {
                json["skipped_rows"] = badRows.Count;
            }

            addDetails?.Invoke(json);
            MetricsFile.Write(request.Metrics, json);
        }
    }

    /// <summary>Runs what says by an <see cref="ArgumentException"/> that the user has given something wrong.</summary>
    /// <exception cref="FailureException">It says so.</exception>
    protected static T Check<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (ArgumentException exception)
        {
            throw new FailureException(exception.Message, exception);
        }
    }

    /// <summary>Saves the model, also where the user has interrupted: only a second interrupt ends it.</summary>
    protected void Save(TrainRequest request, PipelineModel model)
    {
        var saving = Task.Run(() => ModelFile.Save(model, request.Model));
        Watch(saving, elapsed => new Stage("saving the model", 0, null, elapsed, null), CancellationToken.None);
        saving.GetAwaiter().GetResult();
    }

    /// <summary>Measures a model that has been saved. An interrupt leaves it unmeasured.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="rows">How many rows there are; null where that is not known.</param>
    /// <param name="measure">Gives the measures, null where there are no rows; calls its argument for every row.</param>
    protected T? Measure<T>(TrainRequest request, long? rows, Func<Action, T?> measure)
        where T : class
    {
        long measured = 0;
        var measuring = Task.Run(() => measure(() => Interlocked.Increment(ref measured)));
        try
        {
            Watch(measuring, HowFar, request.Cancellation);
            return measuring.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (request.Cancellation.IsCancellationRequested)
        {
            Terminal.Error.WriteLine("Stopped while measuring the model, which is saved.");
            return null;
        }

        Stage HowFar(TimeSpan elapsed)
        {
            long done = Interlocked.Read(ref measured);
            TimeSpan? left = rows is { } all && done > 0 ? elapsed * ((double)Math.Max(0, all - done) / done) : null;
            return new Stage("measuring the model", done, rows, elapsed, left);
        }
    }

    /// <summary>Waits for the end of what is at work and says now and then how far it is.</summary>
    /// <exception cref="OperationCanceledException">The user has interrupted; it goes on at work.</exception>
    private void Watch(Task work, Func<TimeSpan, Stage> howFar, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            _stages.Report(howFar(Stopwatch.GetElapsedTime(start)));
        }
        while (Task.WaitAny([work], (int)ReportInterval.TotalMilliseconds, cancellation) < 0);
    }

    /// <summary>Runs a training with its progress on the terminal; an interrupt ends it with the best model so far.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="data">The file that is learned from.</param>
    /// <param name="metric">What the task's measure is called.</param>
    /// <param name="options">Of the training.</param>
    /// <param name="fit">Trains with these options; what it does before training it shows on the display.</param>
    /// <exception cref="FailureException">There is no model.</exception>
    protected T Learn<T>(
        TrainRequest request, string data, string metric, TrainingOptions options, Func<TrainingOptions, TrainingDisplay, T> fit)
    {
        var display = TrainingDisplay.For(Terminal, metric);
        try
        {
            return display.Show(() => fit(options with { Progress = display, CancellationToken = request.Cancellation }, display));
        }
        catch (InvalidDataException exception)
        {
            throw new FailureException(exception.Message, exception);
        }
        catch (InvalidOperationException exception) when (FailureException.Find(exception) is null)
        {
            throw new FailureException($"Cannot learn from '{data}': {exception.Message}", exception);
        }
    }
}
