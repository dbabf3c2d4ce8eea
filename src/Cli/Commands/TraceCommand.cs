using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class TraceCommand : ToolCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JsonLines.Encoder,
        WriteIndented = true,
        NewLine = "\n",
    };

    private readonly Terminal _terminal;
    private readonly Option<string> _model = CommonOptions.Model("The classifier or entity extractor to look into.");
    private readonly Option<string?> _text = new("--text")
    {
        Description = "The text to read, in place of --input.",
        HelpName = "TEXT",
    };

    private readonly Option<string> _input = new("--input")
    {
        Description = "The text to read, all of a file; - is standard input.",
        HelpName = "FILE|-",
        DefaultValueFactory = _ => StandardStream.Name,
    };

    private readonly Option<TraceFormat?> _format = CommonOptions.OneOf<TraceFormat>(
        "--format", "text: tables for a person; json: one object with all of it, token by token (default: text).");

    private readonly BaseOption _base;
    private readonly Option<int?> _top = CommonOptions.Number("--top", "The most tokens and units that a list has (default: 10).", 1, 1_000);

    public TraceCommand(Terminal terminal)
        : base("trace", "Shows what a model's memories write, keep and read in a text.", "cmem trace --model model.zip --text \"where is my parcel\"")
    {
        _terminal = terminal;
        Options.Add(_model);
        _base = new BaseOption(this);
        Options.Add(_text);
        Options.Add(_input);
        Options.Add(_format);
        Options.Add(_top);
        Validators.Add(RefuseTwoTexts);
    }

    private enum TraceFormat
    {
        Text,
        Json,
    }

    protected override void Run(ParseResult arguments)
    {
        var options = new TraceOptions();
        options = options with { Top = arguments.GetValue(_top) ?? options.Top };
        _base.Register(arguments);
        TaskModel model = TaskModel.Open(arguments.GetRequiredValue(_model));
        ContextMemoryTrace trace = model.Trace(arguments.GetValue(_text) ?? InputFile.ReadAll(arguments.GetRequiredValue(_input), _terminal.Input), options);
        if (arguments.GetValue(_format) == TraceFormat.Json)
        {
            _terminal.Data.WriteLine(JsonSerializer.Serialize(trace, Json));
        }
        else
        {
            new TraceReport(trace, options.Top).Write(_terminal.Output);
        }
    }

    private void RefuseTwoTexts(CommandResult command)
    {
        if (command.GetResult(_text) is not null && command.GetResult(_input) is { Implicit: false })
        {
            command.AddError("--text and --input both give the text: leave one of them out.");
        }
    }
}
