using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ContextMemory.MLNet.Cli.Commands;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tasks.Classification;
using ContextMemory.MLNet.Cli.Tasks.Entities;
using ContextMemory.MLNet.Cli.Tasks.MultiLabel;
using ContextMemory.MLNet.Cli.Tasks.Summarization;

namespace ContextMemory.MLNet.Cli;

/// <summary>The commands of cmem, and what becomes of their errors.</summary>
internal static class CommandLine
{
    // A path may begin with @: no response files.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show the stack trace of an error.", Recursive = true };
        ParseResult parsed = CreateRoot(terminal, verbose).Parse(arguments, Parser);
        if (parsed.Action is ParseErrorAction)
        {
            UsageErrors.Write(parsed, terminal.Error);
            return ExitCode.WrongUsage;
        }

        int exitCode = ExitCode.Success;
        Exception? failure = Catch(() => exitCode = parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        }));

        // What was written before the failure often is its reason.
        Exception? unwritten = Catch(terminal.Output.Flush);
        foreach (Exception exception in new[] { failure, unwritten }.OfType<Exception>().Where(exception => !Terminal.IsOutputClosed(exception)))
        {
            exitCode = ExitCode.Failure;
            terminal.Error.WriteLine($"cmem: {FaultMessage.Of(exception)}");
            if (parsed.GetValue(verbose))
            {
                terminal.Error.WriteLine(exception.ToString());
            }
        }

        return exitCode;
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static RootCommand CreateRoot(Terminal terminal, Option<bool> verbose)
    {
        var root = new RootCommand("Trains, measures and uses text models with a context memory. The models are ML.NET model files.")
        {
            new Command("train", "Trains a model.")
            {
                new TrainClassifyCommand(terminal), new TrainLabelsCommand(terminal), new TrainTagCommand(terminal), new TrainSummarizeCommand(terminal),
            },
            new CheckCommand(terminal),
            new EvaluateCommand(terminal),
            new PredictCommand(terminal),
            new MergeCommand(terminal),
            new SummarizeCommand(terminal),
            new TraceCommand(terminal),
            new InfoCommand(terminal),
            new CompressCommand(terminal),
            new ExportCommand(),
            new Command("pretrained", "Looks at pretrained transformers.") { new PretrainedInfoCommand(terminal) },
            new DoctorCommand(terminal),
        };
        root.Options.Add(verbose);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!);
        return root;
    }
}
