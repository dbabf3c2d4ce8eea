using System.CommandLine;
using ContextMemory.MLNet.Cli.Checks;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class CheckCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string> _data = CommonOptions.Data("The rows to check, in a format that 'cmem train' reads.");
    private readonly Option<string?> _against = new("--against")
    {
        Description = "Rows that must not be among those of --data: test rows, where those are for training.",
        HelpName = "FILE",
    };

    private readonly Option<CheckedTask?> _task = CommonOptions.OneOf<CheckedTask>(
        "--task",
        "What the rows are for, as in 'cmem train' (default: .tsv and .csv classify; .jsonl what its first line tells; other names tag).");

    private readonly Option<OffsetUnit?> _offsets = CommonOptions.Offsets();
    private readonly RowOptions _rows;

    public CheckCommand(Terminal terminal)
        : base(
            "check",
            "Says what is wrong or odd in training data: entities that overlap or cut words, unknown tags, empty and duplicate rows; " +
            "counts labels and lengths.",
            "cmem check --data train.conll --against test.conll")
    {
        _terminal = terminal;
        Options.Add(_data);
        Options.Add(_against);
        Options.Add(_task);
        Options.Add(_offsets);
        _rows = new RowOptions(this, skips: false);
    }

    protected override void Run(ParseResult arguments) => _rows.Run(arguments, _terminal, reading => Check(arguments, reading));

    private void Check(ParseResult arguments, ReadingOptions reading)
    {
        string path = arguments.GetRequiredValue(_data);
        string? other = arguments.GetValue(_against);
        CheckedTask? task = arguments.GetValue(_task);
        OffsetUnit? offsets = arguments.GetValue(_offsets);
        var report = new CheckReport(path);
        Read(RowCheck.Of(path, task, reading, offsets), path, report);
        try
        {
            foreach (CheckedRow row in other is null ? [] : RowCheck.Of(other, task, reading, offsets).Read(other))
            {
                report.AddOverlap(row, other!);
            }
        }
        finally
        {
            report.Write(_terminal.Output);
        }

        if (report.Faults > 0)
        {
            throw new FailureException($"'{path}' cannot be learned from as it is: mend its faults first.");
        }
    }

    private static void Read(RowCheck check, string path, CheckReport report)
    {
        try
        {
            foreach (CheckedRow row in check.Read(path))
            {
                report.Add(row);
            }
        }
        catch (Exception exception) when (FailureException.Find(exception) is { } fault)
        {
            // What was found until there is worth knowing too.
            report.AddUnreadable(fault.Message);
            return;
        }

        foreach (Remark remark in check.Conclude(report))
        {
            report.Add(remark);
        }
    }
}
