using System.CommandLine;
using System.Globalization;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class InfoCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly BaseOption _base;
    private readonly Option<string> _model = CommonOptions.Model("The model to describe.");

    public InfoCommand(Terminal terminal)
        : base("info", "Says what a model file holds.", "cmem info --model model.zip")
    {
        _terminal = terminal;
        Options.Add(_model);
        _base = new BaseOption(this);
    }

    protected override void Run(ParseResult arguments)
    {
        string path = arguments.GetRequiredValue(_model);
        _base.Register(arguments);
        TaskModel model = TaskModel.Open(path);
        ValueLines.Write(
            _terminal.Output,
            [
                ("file", path),
                ("size", string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(path).Length:N0} bytes")),
                ("columns read", string.Join(", ", model.InputColumns)),
                ("steps", string.Join(" -> ", model.Steps)),
                .. model.Describe(),
            ]);
    }
}
