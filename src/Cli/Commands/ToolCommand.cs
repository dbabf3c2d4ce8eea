using System.CommandLine;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>A command that does something, with an example for its help.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description, string example)
        : base(name, description)
    {
        Example = example;
        SetAction(Run);
    }

    public string Example { get; }

    /// <exception cref="Errors.FailureException">The command cannot do what it is asked for.</exception>
    protected abstract void Run(ParseResult arguments);
}
