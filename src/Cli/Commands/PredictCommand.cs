using System.CommandLine;
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
            "The texts: a .tsv, .csv or .jsonl file as 'cmem train' reads it, labels not looked at; " +
            "any other file, and - for standard input, has one text a line.",
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

    private readonly Option<int?> _threads = CommonOptions.Threads("Threads to work with; the predictions are the same for any number");

    public PredictCommand(Terminal terminal)
        : base("predict", "Predicts for each text.", "cmem predict --model model.zip --input texts.txt --format tsv")
    {
        _terminal = terminal;
        Options.Add(_model);
        Options.Add(_input);
        Options.Add(_output);
        Options.Add(_format);
        Options.Add(_threads);
    }

    protected override void Run(ParseResult arguments)
    {
        string input = arguments.GetRequiredValue(_input);
        string output = arguments.GetRequiredValue(_output);
        string modelPath = arguments.GetRequiredValue(_model);
        PredictionFormat format = arguments.GetValue(_format) ?? PredictionFormat.Jsonl;
        new FileUses().Reads(modelPath, input).Writes("--output", output);
        TaskModel model = TaskModel.Open(modelPath);
        model.Threads = arguments.GetValue(_threads) ?? 0;
        if (output == StandardStream.Name)
        {
            Predict(model, input, format, _terminal.Data);
        }
        else
        {
            using AtomicFile file = AtomicFile.Create(output);
            var writer = new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            Predict(model, input, format, writer);
            file.Commit();
        }
    }

    private void Predict(TaskModel model, string input, PredictionFormat format, TextWriter output)
    {
        if (input == StandardStream.Name)
        {
            model.Predict(new TextFormat().Read(_terminal.Input, InputFile.StandardInput, labeled: false), format, output);
        }
        else
        {
            model.PredictFile(input, format, output);
        }
    }
}
