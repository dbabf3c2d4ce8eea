using System.CommandLine;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>A command that does something, with an example for its help.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description, string example)
        : base(name, description)
    {
        Example = example;
        SetAction(arguments =>
        {
            CheckKernel();
            Run(arguments);
        });
    }

    public string Example { get; }

    /// <exception cref="FailureException">The command cannot do what it is asked for.</exception>
    protected abstract void Run(ParseResult arguments);

    // Where it is asked for first, deep in a training, it would be taken for a fault of the data.
    private static void CheckKernel()
    {
        try
        {
            _ = ComputeKernel.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw new FailureException(exception.Message, exception);
        }
    }
}
