using System.CommandLine;
using System.CommandLine.Parsing;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>What is wrong with a command line, and what may have been meant.</summary>
internal static class UsageErrors
{
    public static void Write(ParseResult parsed, TextWriter output)
    {
        foreach (string message in Messages(parsed))
        {
            output.WriteLine($"cmem: {message}");
        }

        output.WriteLine($"Try '{Path(parsed.CommandResult)} --help'.");
    }

    private static IEnumerable<string> Messages(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string? first = parsed.UnmatchedTokens.FirstOrDefault();
        if (command.Subcommands.Count > 0 && first is not null && !first.StartsWith('-'))
        {
            // What stands behind a command that there is not says nothing.
            return [UnknownCommand(command, first)];
        }

        return parsed.Errors.Select(error => WithSuggestion(error.Message, parsed)).Distinct();
    }

    private static string UnknownCommand(Command parent, string typed)
    {
        (string Path, Command Command)[] all = [.. Below(parent, "")];
        string? meant = all.FirstOrDefault(known => known.Command.Name.Equals(typed, StringComparison.OrdinalIgnoreCase)).Path
            ?? Suggestion.For(typed, parent.Subcommands.Select(known => known.Name));
        return meant is not null
            ? $"there is no command '{typed}'. Did you mean '{meant}'?"
            : $"there is no command '{typed}': expected one of {string.Join(", ", parent.Subcommands.Select(known => known.Name))}.";
    }

    private static IEnumerable<(string Path, Command Command)> Below(Command parent, string prefix) => parent.Subcommands.SelectMany(
        command => Below(command, $"{prefix}{command.Name} ").Prepend(($"{prefix}{command.Name}", command)));

    private static string WithSuggestion(string message, ParseResult parsed) =>
        parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith("--", StringComparison.Ordinal) && message.Contains($"'{token}'", StringComparison.Ordinal)) is { } typed
        && Suggestion.For(typed, OptionsOf(parsed.CommandResult)) is { } meant
            ? $"{message} Did you mean '{meant}'?"
            : message;

    private static IEnumerable<string> OptionsOf(CommandResult command) =>
    [
        .. command.Command.Options.Where(option => !option.Hidden).Select(option => option.Name),
        .. command.Parent is CommandResult parent ? OptionsOf(parent) : [],
    ];

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "cmem";
}
