using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Tables as plain text, for files and pipes as well.</summary>
internal static class PlainConsole
{
    // Wide enough that no table is folded: a reader can fold lines, but not unfold them.
    private const int LineWidth = 1_000;

    public static IAnsiConsole Create(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = LineWidth;
        return console;
    }
}
