using System.CommandLine;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class EvaluateCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string> _model = CommonOptions.Model("The model to measure.");
    private readonly Option<string[]> _data = new("--data")
    {
        Description = "Rows with their labels, in a format that 'cmem train' reads. Can be given several times, and be a pattern such as 'test/*.jsonl'.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        Required = true,
    };

    private readonly Option<OffsetUnit?> _offsets = CommonOptions.Offsets();
    private readonly Option<string?> _metrics = CommonOptions.Metrics("Where to write the measures as one JSON object.");

    private readonly Option<ModelPrecision?> _precision = CommonOptions.PrecisionOfUse();

    private readonly RowOptions _rows;
    private readonly BaseOption _base;

    public EvaluateCommand(Terminal terminal)
        : base("evaluate", "Measures a model on labeled rows.", "cmem evaluate --model model.zip --data test.tsv --metrics metrics.json")
    {
        _terminal = terminal;
        Options.Add(_model);
        _base = new BaseOption(this);
        Options.Add(_data);
        Options.Add(_offsets);
        _rows = new RowOptions(this);
        Options.Add(_metrics);
        Options.Add(_precision);
    }

    protected override void Run(ParseResult arguments)
    {
        string model = arguments.GetRequiredValue(_model);
        IReadOnlyList<string> data = InputPatterns.Expand(arguments.GetRequiredValue(_data));
        string? metrics = arguments.GetValue(_metrics);
        new FileUses().Reads([model, .. data]).Writes("--metrics", metrics).Writes(RowOptions.SkipBadRows, _rows.BadRowsPath(arguments));
        _base.Register(arguments);
        TaskModel task = TaskModel.Open(model, arguments.GetValue(_precision));
        task.Offsets = arguments.GetValue(_offsets);
        _rows.Run(arguments, _terminal, reading => task.Evaluate(data, reading, metrics, _terminal));
    }
}
