using System.CommandLine;
using System.CommandLine.Parsing;
using ContextMemory.MLNet.Cli.Doctor;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Commands;

internal sealed class DoctorCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string?> _folder = new("--folder")
    {
        Description = "The folder of an application, built or published, whose TorchSharp is looked at (default: that of cmem).",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _repair = new("--repair")
    {
        Description = "The same, and on Linux TorchSharp's library is made to load with an older C++ library; the original is kept beside it.",
        HelpName = "FOLDER",
    };

    public DoctorCommand(Terminal terminal)
        : base("doctor", "Says what the engines find on this machine, and what is missing.", "cmem doctor --folder bin/Release/net10.0")
    {
        _terminal = terminal;
        Options.Add(_folder);
        Options.Add(_repair);
        Validators.Add(RefuseTwoFolders);
    }

    protected override void Run(ParseResult arguments)
    {
        string? repaired = arguments.GetValue(_repair);
        string? folder = repaired ?? arguments.GetValue(_folder);
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new FailureException($"There is no folder '{folder}'.");
        }

        if (repaired is not null)
        {
            _terminal.Output.WriteLine(LibraryRepair.Repair(repaired));
        }

        TorchSharpReport torchSharp = folder is null ? TorchSharpReport.OfTool() : TorchSharpReport.Of(folder);
        ValueLines.Write(_terminal.Output, [.. MachineReport.Lines(), .. torchSharp.Lines]);
        if (torchSharp.Fault is { } fault)
        {
            throw new FailureException(fault);
        }
    }

    private void RefuseTwoFolders(CommandResult result)
    {
        if (result.GetResult(_folder) is not null && result.GetResult(_repair) is not null)
        {
            result.AddError("--folder and --repair name one folder: give one of them.");
        }
    }
}
