using System.Text;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>One run of the tool in this process, and what came of it.</summary>
internal sealed class Run
{
    private Run(int exitCode, string output, string error)
    {
        ExitCode = exitCode;
        Output = output;
        Error = error;
    }

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public static Run Cmem(params string[] arguments) => WithInput("", arguments);

    public static Run WithInput(string input, params string[] arguments) =>
        WithInput(new MemoryStream(Encoding.UTF8.GetBytes(input)), arguments);

    public static Run WithInput(Stream input, params string[] arguments) => With(input, _ => NoRegistration.Instance, arguments);

    public static Run With(Stream input, Func<Action, IDisposable> onInterrupt, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter();
        int exitCode = CommandLine.Run(arguments, new Terminal
        {
            Input = input,
            StandardOutput = output,
            StandardError = error,
            ErrorIsTerminal = false,
            OnInterrupt = onInterrupt,
        });
        return new Run(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>A run that must succeed.</summary>
    public static Run Succeeds(params string[] arguments)
    {
        Run run = Cmem(arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run;
    }

    /// <summary>The message of a run that must fail for a reason that the user can understand.</summary>
    public static string Fails(params string[] arguments)
    {
        Run run = Cmem(arguments);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.StartsWith("cmem: ", run.Error, StringComparison.Ordinal);
        return run.Error["cmem: ".Length..].TrimEnd();
    }

    private sealed class NoRegistration : IDisposable
    {
        public static readonly NoRegistration Instance = new();

        public void Dispose()
        {
        }
    }
}
