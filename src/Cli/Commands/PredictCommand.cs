using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class PredictCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string> _model = CommonOptions.Model("The model to predict with.");
    private readonly Option<string> _input = new("--input")
    {
        Description =
            "The texts: a .tsv, .csv or .jsonl file as 'cmem train' reads it, labels not looked at and not needed; " +
            "any other file, and - for standard input, has one text a line, or is a table where its columns are described.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => StandardStream.Name,
    };

    private readonly Option<string> _output = new("--output")
    {
        Description = "Where the predictions go, in the order of the texts; - is standard output.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => StandardStream.Name,
    };

    private readonly Option<PredictionFormat?> _format = CommonOptions.OneOf<PredictionFormat>(
        "--format",
        "jsonl: an object a row with row (from 1) and what was predicted; tsv: label<TAB>score, or a line an entity; " +
        "marked: the text with its entities marked (default: jsonl).");

    private readonly Option<KeptColumns?> _keep = new("--keep")
    {
        Description =
            "A column of the input that is written with each prediction, or all, or none; can be given several times. In --format jsonl they are the " +
            "object columns, in others they stand first in a line (default: all of a table or of JSON objects for jsonl, else none).",
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

    public PredictCommand(Terminal terminal)
        : base("predict", "Predicts for each text.", "cmem predict --model model.zip --input texts.txt --format tsv")
    {
        _terminal = terminal;
        Options.Add(_model);
        _base = new BaseOption(this);
        Options.Add(_input);
        Options.Add(_output);
        Options.Add(_format);
        Options.Add(_keep);
        Options.Add(_stream);
        _rows = new RowOptions(this, hasLabels: false);
        Options.Add(_threads);
        Options.Add(_precision);
        Validators.Add(RefuseRows);
    }

    protected override void Run(ParseResult arguments)
    {
        string input = arguments.GetRequiredValue(_input);
        string output = arguments.GetRequiredValue(_output);
        string modelPath = arguments.GetRequiredValue(_model);
        PredictionFormat format = arguments.GetValue(_format) ?? PredictionFormat.Jsonl;
        FileUses files = new FileUses().Reads(modelPath, input == StandardStream.Name ? StandardStream.InputFile : input);
        _ = output == StandardStream.Name ? files.MayWrite("--output", StandardStream.OutputFile) : files.Writes("--output", output);
        files.Writes(RowOptions.SkipBadRows, _rows.BadRowsPath(arguments));
        _base.Register(arguments);
        TaskModel model = TaskModel.Open(modelPath, arguments.GetValue(_precision));
        model.Threads = arguments.GetValue(_threads) ?? 0;
        if (arguments.GetValue(_stream))
        {
            Write(output, writer => PredictDocument(model, input, format, writer));
            return;
        }

        KeptColumns kept = arguments.GetValue(_keep) ?? (format == PredictionFormat.Jsonl ? KeptColumns.All : KeptColumns.None);
        _rows.Run(arguments, _terminal, reading => Write(output, writer => Predict(model, input, reading with { Kept = kept }, format, writer)));
    }

    private void Write(string output, Action<TextWriter> write)
    {
        if (output == StandardStream.Name)
        {
            write(_terminal.Data);
            return;
        }

        using AtomicFile file = AtomicFile.Create(output);
        var writer = new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        write(writer);
        file.Commit();
    }

    private void Predict(TaskModel model, string input, ReadingOptions reading, PredictionFormat format, TextWriter output)
    {
        if (input == StandardStream.Name)
        {
            model.Predict(RowFormat.OfStream(reading).Read(_terminal.Input, InputFile.StandardInput, labeled: false), format, output);
        }
        else
        {
            model.PredictFile(input, reading, format, output);
        }
    }

    private void PredictDocument(TaskModel model, string input, PredictionFormat format, TextWriter output)
    {
        using var text = DocumentText.Open(input, _terminal.Input);
        model.PredictDocument(text, format, output);
    }

    private void RefuseRows(CommandResult command)
    {
        if (command.GetResult(_stream) is null or { Implicit: true })
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
