using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Progress;
using ContextMemory.MLNet.Cli.Tasks;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class PredictCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string> _model = CommonOptions.Model("The model to predict with.");
    private readonly Option<string[]> _input = new("--input")
    {
        Description =
            "The texts: a .tsv, .csv, .jsonl or .parquet file as 'cmem train' reads it, labels not looked at and not needed; " +
            "any other file, and - for standard input, has one text a line, or is a table where its columns are described. " +
            "Can be given several times, and be a pattern such as 'logs/*.jsonl.zst' (** for folders).",
        HelpName = "FILE|-",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [StandardStream.Name],
    };

    private readonly Option<string> _output = new("--output")
    {
        Description = "Where the predictions go, in the order of the texts; - is standard output. A name that ends in .gz or .zst is compressed.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => StandardStream.Name,
    };

    private readonly Option<PredictionFormat?> _format = CommonOptions.OneOf<PredictionFormat>(
        "--format",
        "jsonl: an object a row with row (from 1) and what was predicted; tsv: label<TAB>score, or a line an entity; " +
        "csv, parquet: a table with row and what was predicted; marked: the text with its entities marked " +
        "(default: tsv, csv or parquet where --output ends so, else jsonl).");

    private readonly Option<KeptColumns?> _keep = new("--keep")
    {
        Description =
            "A column of the input that is written with each prediction, or all, or none; can be given several times. In --format jsonl they are the " +
            "object columns, in tsv they stand first in a line, in csv and parquet after row (default: all of a table, of JSON objects or of Parquet for jsonl, else none).",
        HelpName = "NAME|all|none",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ParseKept,
    };

    private readonly Option<bool> _stream = new("--stream")
    {
        Description =
            "All of the input is one document, of any length: it is read as it comes and never held. The predictions are those of the whole text. " +
            "Entities are written as they are found, one a line; of a summary there are no starts and lengths of sentences.",
    };

    private readonly Option<int?> _threads = CommonOptions.Threads("Threads to work with; the predictions are the same for any number");

    private readonly Option<ModelPrecision?> _precision = CommonOptions.PrecisionOfUse();

    private readonly RowOptions _rows;
    private readonly BaseOption _base;
    private readonly PartOptions _parts;

    public PredictCommand(Terminal terminal)
        : base("predict", "Predicts for each text.", "cmem predict --model model.zip --input texts.txt --format tsv")
    {
        _terminal = terminal;
        Options.Add(_model);
        _base = new BaseOption(this);
        Options.Add(_input);
        Options.Add(_output);
        _parts = new PartOptions(this);
        Options.Add(_format);
        Options.Add(_keep);
        Options.Add(_stream);
        _rows = new RowOptions(this, hasLabels: false);
        Options.Add(_threads);
        Options.Add(_precision);
        Validators.Add(CheckInput);
    }

    protected override void Run(ParseResult arguments)
    {
        string[] named = arguments.GetRequiredValue(_input);
        string output = arguments.GetRequiredValue(_output);
        string modelPath = arguments.GetRequiredValue(_model);
        string? folder = _parts.Folder(arguments);
        Shard shard = _parts.ShardOf(arguments);
        bool isStandardInput = named[0] == StandardStream.Name;
        IReadOnlyList<string> inputs = isStandardInput ? [] : InputPatterns.Expand(named);
        PredictionFormat format = arguments.GetValue(_format) ?? PredictionFormats.OfFile(output);
        if (arguments.GetValue(_stream) && format.IsTable())
        {
            throw new FailureException($"'{output}' would be a table of rows, and with --stream the input is one document: give --format jsonl or tsv, or another name.");
        }

        if (format == PredictionFormat.Parquet && folder is null && output == StandardStream.Name)
        {
            throw new FailureException("--format parquet is written to a file: name one with --output.");
        }

        format.CheckCompression(folder is null ? CompressedName.CompressionOf(output) : _parts.CompressionOf(arguments));
        PartFolder.CheckInputs(folder, inputs);
        FileUses files = new FileUses().Reads([modelPath, isStandardInput ? StandardStream.InputFile : null, .. inputs]);
        _ = folder is not null ? files.MayWrite("--parts", PartManifest.PathOf(folder, shard))
            : output == StandardStream.Name ? files.MayWrite("--output", StandardStream.OutputFile)
            : files.Writes("--output", output);
        files.Writes(RowOptions.SkipBadRows, _rows.BadRowsPath(arguments, shard));
        _base.Register(arguments);
        TaskModel model = TaskModel.Open(modelPath, arguments.GetValue(_precision));
        model.Threads = arguments.GetValue(_threads) ?? 0;
        if (arguments.GetValue(_stream))
        {
            PredictDocument(model, isStandardInput ? StandardStream.Name : inputs.Single(), format, output);
            return;
        }

        KeptColumns kept = arguments.GetValue(_keep) ?? (format == PredictionFormat.Jsonl ? KeptColumns.All : KeptColumns.None);
        _rows.Run(
            arguments,
            _terminal,
            reading =>
            {
                reading = reading with { Kept = kept };
                if (folder is not null)
                {
                    PredictParts(arguments, model, inputs, reading, format, folder);
                    return;
                }

                IReadOnlyList<string> keptNames = format.IsTable() ? NamesOf(inputs, reading) : [];
                using PredictionOutput predictions = output == StandardStream.Name
                    ? new StandardPredictions(format, keptNames, _terminal.Data)
                    : new FilePredictions(format, keptNames, output);
                if (isStandardInput)
                {
                    using var progress = new RowProgress(_terminal, null);
                    predictions.Progress = progress.Report;
                    using var texts = new TextSource(_terminal.Input, InputFile.StandardInput);
                    model.Predict(RowFormat.OfStream(reading).Read(texts, labeled: false), predictions);
                    reading.BadRows?.CheckLimit();
                    predictions.Complete();
                }
                else
                {
                    Predict(model, ShardPlan.Of(inputs, Shard.Whole, reading), reading, predictions);
                }
            },
            shard);
    }

    private void PredictParts(
        ParseResult arguments, TaskModel model, IReadOnlyList<string> inputs, ReadingOptions reading, PredictionFormat format, string folder)
    {
        Shard shard = _parts.ShardOf(arguments);

        // Lines of entities have the number of their row after what is kept: what joins them must know how much that is.
        IReadOnlyList<string>? keptNames = format is PredictionFormat.Jsonl or PredictionFormat.Marked ? reading.Kept.Names : NamesOf(inputs, reading);
        JsonObject job = PartJob.Describe(
            arguments.GetRequiredValue(_model), model.TaskName, model.Precision, inputs, reading, format, keptNames, _parts.Rows(arguments), _parts.CompressionOf(arguments));
        using var predictions = new PartPredictions(
            folder, shard, job, _parts.Rows(arguments), _parts.CompressionOf(arguments), _parts.Resume(arguments), format, keptNames ?? []);
        if (predictions.Rows > 0)
        {
            _terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Going on after {predictions.Rows:N0} rows of an earlier run."));
        }

        // Without the rows that cannot be read, which are found only by reading, there would be nothing to do.
        if (predictions.IsDone && reading.BadRows is null)
        {
            return;
        }

        foreach (string file in inputs.Where(file => shard.Count > 1 && !ShardPlan.CanBeCut(file, reading)))
        {
            _terminal.Error.WriteLine(
                $"'{file}' is read whole by one task: it is compressed, or its rows may have line ends within quotes. Split it, or give it as .jsonl, .tsv or .parquet, to have it shared.");
        }

        Predict(model, ShardPlan.Of(inputs, shard, reading), reading, predictions);
    }

    private void Predict(TaskModel model, IReadOnlyList<InputPiece> pieces, ReadingOptions reading, PredictionOutput predictions)
    {
        using var progress = new RowProgress(_terminal, pieces.Sum(piece => piece.Bytes));
        predictions.Progress = progress.Report;
        model.PredictFiles(pieces.Select(piece => piece with { Count = progress.CountRead }), reading, predictions);
        reading.BadRows?.CheckLimit();
        predictions.Complete();
    }

    /// <summary>The columns that a table of predictions has of the input, which are those of all its files.</summary>
    /// <exception cref="FailureException">
    /// All are kept, and which these are cannot be told before all rows have been read; or the files do not have the same.
    /// </exception>
    private static IReadOnlyList<string> NamesOf(IReadOnlyList<string> inputs, ReadingOptions reading)
    {
        if (inputs.Count == 0)
        {
            return reading.Kept.Names ?? throw new FailureException("--keep all of standard input goes with --format jsonl only: name the columns that are kept.");
        }

        IReadOnlyList<string> names = ColumnNames.Of(inputs[0], reading);
        foreach (string file in inputs.Skip(1))
        {
            IReadOnlyList<string> others = ColumnNames.Of(file, reading);
            if (!others.SequenceEqual(names))
            {
                throw new FailureException(
                    $"'{inputs[0]}' has the columns {string.Join(", ", names)} beside the text, and '{file}' has {string.Join(", ", others)}: " +
                    "name those that are kept with --keep NAME, or predict for the files one by one.");
            }
        }

        return names;
    }

    private void PredictDocument(TaskModel model, string input, PredictionFormat format, string output)
    {
        using var text = DocumentText.Open(input, _terminal.Input);
        if (output == StandardStream.Name)
        {
            model.PredictDocument(text, format, _terminal.Data);
            return;
        }

        using OutputFile file = OutputFile.Create(output);
        model.PredictDocument(text, format, file.Text);
        file.Commit();
    }

    private void CheckInput(CommandResult command)
    {
        string[] inputs = command.GetValue(_input) ?? [];
        bool isStream = command.GetResult(_stream) is { Implicit: false };
        if (inputs.Length > 1 && (isStream || inputs.Contains(StandardStream.Name)))
        {
            command.AddError(isStream
                ? "--stream reads one document: give one --input."
                : "--input - is standard input, which is read alone: leave it out, or the files.");
        }

        if (isStream && command.GetResult(_format) is { } format && !format.Errors.Any() && command.GetValue(_format)?.IsTable() == true)
        {
            command.AddError("--format csv and parquet are tables of rows: with --stream use jsonl or tsv.");
        }

        if (command.GetResult(_parts.All.First()) is { Implicit: false })
        {
            CheckParts(command, isStream, inputs);
        }

        if (!isStream)
        {
            return;
        }

        foreach (Option option in (IEnumerable<Option>)[_keep, .. _rows.All])
        {
            if (command.GetResult(option) is { Implicit: false })
            {
                command.AddError($"{option.Name} is about rows: with --stream the input is one document. Leave one of them out.");
            }
        }
    }

    private void CheckParts(CommandResult command, bool isStream, string[] inputs)
    {
        if (isStream || inputs is [] or [StandardStream.Name])
        {
            command.AddError("--parts is for rows of files, which can be read again: give --input, and no --stream.");
        }

        if (command.GetResult(_output) is { Implicit: false })
        {
            command.AddError("--parts and --output do not go together: leave one of them out.");
        }
    }

    private static KeptColumns ParseKept(ArgumentResult result)
    {
        string[] names = [.. result.Tokens.Select(token => token.Value)];
        return names switch
        {
            ["all"] => KeptColumns.All,
            ["none"] => KeptColumns.None,
            _ => new KeptColumns(names),
        };
    }
}
