using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
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
            WriteUsageErrors(parsed, terminal);
            return ExitCode.WrongUsage;
        }

        try
        {
            int result = parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            terminal.Output.Flush();
            return result;
        }
        catch (Exception exception) when (Terminal.IsOutputClosed(exception))
        {
            // Whoever read the output has had enough of it.
            return ExitCode.Success;
        }
        catch (Exception exception)
        {
            terminal.Error.WriteLine($"cmem: {Message(exception)}");
            if (parsed.GetValue(verbose))
            {
                terminal.Error.WriteLine(exception);
            }

            return ExitCode.Failure;
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
            new SummarizeCommand(terminal),
            new InfoCommand(terminal),
            new BenchCommand(terminal),
        };
        root.Options.Add(verbose);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExampleHelp((HelpAction)help.Action!);
        return root;
    }

    private static void WriteUsageErrors(ParseResult parsed, Terminal terminal)
    {
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
        {
            terminal.Error.WriteLine($"cmem: {message}");
        }

        terminal.Error.WriteLine($"Try '{string.Join(' ', Names(parsed.CommandResult))} --help'.");
    }

    private static string[] Names(CommandResult command) =>
        command.Parent is CommandResult parent ? [.. Names(parent), command.Command.Name] : ["cmem"];

    private static string Message(Exception exception)
    {
        if (FailureException.Find(exception) is { } failure)
        {
            return failure.Message;
        }

        return exception is IOException or UnauthorizedAccessException
            ? exception.Message
            : $"This should not have happened: {exception.Message} Run it again with --verbose for the details.";
    }
}
