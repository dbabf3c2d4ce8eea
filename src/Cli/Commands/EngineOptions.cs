using System.CommandLine;
using System.CommandLine.Parsing;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>What computes a training: '--engine' and '--device'.</summary>
internal sealed class EngineOptions
{
    private readonly Option<EngineKind?> _engine = CommonOptions.OneOf<EngineKind>(
        "--engine",
        "What computes: managed code on the processor, or libtorch through TorchSharp, which must be where the system looks for libraries (default: managed).");

    private readonly Option<string?> _device = new("--device")
    {
        Description = "Where libtorch computes: cpu, cuda, cuda:N or mps (default: cpu).",
        HelpName = "NAME",
    };

    /// <param name="command">Gets the options.</param>
    public EngineOptions(Command command)
    {
        command.Options.Add(_engine);
        command.Options.Add(_device);
        command.Validators.Add(RefuseLoneDevice);
    }

    private enum EngineKind
    {
        Managed,
        TorchSharp,
    }

    /// <summary>The engine that was asked for; null where none was.</summary>
    public TrainingEngine? Of(ParseResult arguments) => arguments.GetValue(_engine) switch
    {
        EngineKind.TorchSharp => new TorchSharpEngine { Device = arguments.GetValue(_device) },
        EngineKind.Managed => TrainingEngine.Managed,
        _ => null,
    };

    private void RefuseLoneDevice(CommandResult command)
    {
        if (command.GetResult(_device) is not null && command.GetValue(_engine) != EngineKind.TorchSharp)
        {
            command.AddError("--device is of libtorch: give --engine torchsharp too.");
        }
    }
}
