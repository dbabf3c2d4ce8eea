using System.Runtime.InteropServices;
using System.Text;
using ContextMemory.MLNet.Cli.Output;
using Microsoft.Win32.SafeHandles;

namespace ContextMemory.MLNet.Cli;

/// <summary>The standard streams and signals of the process; tests put their own in place of them.</summary>
internal sealed class Terminal
{
    private const int StandardOutputHandle = 1;
    private const int BrokenPipe = 32;

    public required Stream Input { get; init; }

    /// <summary>Standard output as it is. Buffered: whoever wants something seen flushes.</summary>
    public required TextWriter StandardOutput { private get; init; }

    /// <summary>Standard error as it is: for the live table, which moves the cursor, and for nothing that comes from a file.</summary>
    public required TextWriter StandardError { get; init; }

    /// <summary>Whether somebody watches <see cref="StandardOutput"/>.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether somebody watches <see cref="StandardError"/>.</summary>
    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Reports for people, to standard output.</summary>
    public TextWriter Output => field ??= new PrintableWriter(StandardOutput);

    /// <summary>Results for programs, to standard output: exact, except where a person sees them.</summary>
    public TextWriter Data => OutputIsTerminal ? Output : StandardOutput;

    /// <summary>Messages and progress.</summary>
    public TextWriter Error => field ??= new PrintableWriter(StandardError);

    /// <summary>
    /// Has an action called at the first Ctrl-C or SIGTERM in place of ending the process; the second one ends it.
    /// </summary>
    public Func<Action, IDisposable> OnInterrupt { get; init; } = _ => Nothing.Instance;

    /// <summary>Whether an error only says that nobody reads the output any more.</summary>
    public static bool IsOutputClosed(Exception exception) => exception is IOException { HResult: BrokenPipe };

    public static Terminal OfProcess() => new()
    {
        Input = Console.OpenStandardInput(),
        StandardOutput = new StreamWriter(OpenOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16)
        {
            NewLine = "\n",
        },
        StandardError = Console.Error,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OnInterrupt = action => new InterruptHandler(action),
    };

    // The console's stream takes a write to a closed pipe for a success, and 'cmem predict | head' would go on to the end of the
    // input. A file stream says so; but in a regular file, which others may append to, it would keep a place of its own.
    private static Stream OpenOutput()
    {
        if (!OperatingSystem.IsWindows())
        {
            var stream = new FileStream(new SafeFileHandle(StandardOutputHandle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
        }

        return Console.OpenStandardOutput();
    }

    /// <summary>Ctrl-C, and SIGTERM, by which a service manager or a job scheduler ends a process.</summary>
    private sealed class InterruptHandler : IDisposable
    {
        private readonly Action _action;
        private readonly PosixSignalRegistration[] _registrations;
        private int _signals;

        public InterruptHandler(Action action)
        {
            _action = action;
            _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
        }

        public void Dispose()
        {
            foreach (PosixSignalRegistration registration in _registrations)
            {
                registration.Dispose();
            }
        }

        private void Handle(PosixSignalContext context)
        {
            if (Interlocked.Increment(ref _signals) == 1)
            {
                context.Cancel = true;
                _action();
            }
        }
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
