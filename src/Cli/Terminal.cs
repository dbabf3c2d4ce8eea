using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ContextMemory.MLNet.Cli;

/// <summary>The standard streams and signals of the process; tests put their own in place of them.</summary>
internal sealed class Terminal
{
    private const int StandardOutput = 1;
    private const int BrokenPipe = 32;

    public required Stream Input { get; init; }

    /// <summary>Results. Buffered: whoever wants them seen flushes.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Messages and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether somebody watches <see cref="Error"/>.</summary>
    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Has an action called at the first Ctrl-C in place of ending the process; the second one ends it.</summary>
    public Func<Action, IDisposable> OnInterrupt { get; init; } = _ => Nothing.Instance;

    /// <summary>Whether an error only says that nobody reads the output any more.</summary>
    public static bool IsOutputClosed(Exception exception) => exception is IOException { HResult: BrokenPipe };

    public static Terminal OfProcess() => new()
    {
        Input = Console.OpenStandardInput(),
        Output = new StreamWriter(OpenOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16)
        {
            NewLine = "\n",
        },
        Error = Console.Error,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OnInterrupt = CatchInterrupt,
    };

    private static PosixSignalRegistration CatchInterrupt(Action action)
    {
        int count = 0;
        return PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            if (Interlocked.Increment(ref count) == 1)
            {
                context.Cancel = true;
                action();
            }
        });
    }

    // The console's stream takes a write to a closed pipe for a success, and 'cmem predict | head' would go on to the end of the
    // input. A file stream says so; but in a regular file, which others may append to, it would keep a place of its own.
    private static Stream OpenOutput()
    {
        if (!OperatingSystem.IsWindows())
        {
            var stream = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
        }

        return Console.OpenStandardOutput();
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
