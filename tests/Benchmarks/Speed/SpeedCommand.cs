using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Benchmarks.Speed;

/// <summary>Measures the speed of an encoder on random tokens: the median over steps, as one JSON object.</summary>
internal sealed class SpeedCommand : RootCommand
{
    private readonly Option<EncoderKind> _encoder = new("--encoder") { DefaultValueFactory = _ => EncoderKind.Lstm };
    private readonly Option<SpeedMode> _mode = new("--mode") { Description = "Steps of training, or scoring." };
    private readonly Option<int> _dim = Number("--dim", "Size of a token's vector.", 128);
    private readonly Option<int> _hidden = Number("--hidden", "Size of recurrent layers, in each direction.", 128);
    private readonly Option<int> _layers = Number("--layers", "Layers on top of one another.", 1);
    private readonly Option<bool> _bidirectional = new("--bidirectional") { DefaultValueFactory = _ => true };
    private readonly Option<int> _heads = Number("--heads", "Attention heads.", 4);
    private readonly Option<int> _feedForward = Number("--ff", "Size of the feed-forward part's inner layer.", 256);
    private readonly Option<int> _batch = Number("--batch", "Documents at a time.", 32);
    private readonly Option<int> _length = Number("--length", "Tokens of a document.", 256);
    private readonly Option<FileInfo?> _lengths = new("--lengths") { Description = "A file with a document's length on each line, in place of --length." };
    private readonly Option<int?> _segment = new("--segment") { Description = "Tokens that are read at once (default: all of a document's)." };
    private readonly Option<int> _vocabulary = Number("--vocab", "Different tokens.", 20_000);
    private readonly Option<int> _classes = Number("--classes", "Classes.", 4);
    private readonly Option<int> _threads = Number("--threads", "Threads to work with.", 1);
    private readonly Option<EngineKind> _engine = new("--engine") { Description = "What computes." };
    private readonly Option<string?> _device = new("--device") { Description = "Where libtorch computes: cpu, cuda:N or mps (default: cpu)." };
    private readonly Option<ModelPrecision> _precision = new("--precision") { Description = "What weights are rounded to, in scoring." };
    private readonly Option<int> _seconds = Number("--seconds", "How long to measure, after a second of warming up.", 5);

    public SpeedCommand()
        : base("Measures the speed of an encoder on random tokens: the median over steps, as one JSON object.")
    {
        Option[] options =
        [
            _encoder, _mode, _dim, _hidden, _layers, _bidirectional, _heads, _feedForward, _batch, _length, _lengths, _segment, _vocabulary,
            _classes, _threads, _engine, _device, _precision, _seconds,
        ];
        foreach (Option option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    private void Run(ParseResult arguments)
    {
        WorkloadOptions options = ReadOptions(arguments);
        using var workload = new Workload(options);
        using var process = Process.GetCurrentProcess();
        var measurement = Measurement.Of(workload, TimeSpan.FromSeconds(arguments.GetValue(_seconds)));
        arguments.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(new
        {
            encoder = options.Encoder.Kind.ToString().ToLowerInvariant(),
            mode = options.IsTraining ? "train" : "infer",
            batch = options.BatchSize,
            length = Math.Round(options.Lengths.Average(), 1),
            threads = options.Threads,
            engine = options.Engine.Name,
            precision = options.Precision.ToString().ToLowerInvariant(),
            kernel = Kernels.Current.Name,
            parameters = workload.ParameterCount,
            tokens_per_second = Math.Round(measurement.TokensPerSecond),
            steps = measurement.Steps,
            allocated_bytes_per_step = Math.Round(measurement.AllocatedBytesPerStep),
            peak_memory_mb = Math.Round(process.PeakWorkingSet64 / (1024.0 * 1024.0), 1),
        }));
    }

    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    private WorkloadOptions ReadOptions(ParseResult arguments)
    {
        int[] lengths = arguments.GetValue(_lengths) is { } file
            ? [.. File.ReadLines(file.FullName).Select(line => int.Parse(line, CultureInfo.InvariantCulture))]
            : [arguments.GetValue(_length)];
        EncoderOptions encoder = ReadEncoder(arguments) with
        {
            EmbeddingSize = arguments.GetValue(_dim),
            Layers = arguments.GetValue(_layers),
            Dropout = 0,
            SegmentLength = arguments.GetValue(_segment) ?? Math.Clamp(lengths.Max(), 8, 65_536),
        };
        var faults = new OptionFaults("The benchmark");
        encoder.Validate(faults);
        faults.ThrowIfAny();
        return new WorkloadOptions
        {
            Encoder = encoder,
            IsTraining = arguments.GetValue(_mode) == SpeedMode.Train,
            Lengths = lengths,
            BatchSize = arguments.GetValue(_batch),
            VocabularySize = arguments.GetValue(_vocabulary),
            Classes = arguments.GetValue(_classes),
            Threads = arguments.GetValue(_threads),
            Precision = arguments.GetValue(_precision),
            Engine = arguments.GetValue(_engine) == EngineKind.TorchSharp
                ? new TorchSharpEngine { Device = arguments.GetValue(_device) }
                : TrainingEngine.Managed,
        };
    }

    /// <summary>The options that only this kind has.</summary>
    private EncoderOptions ReadEncoder(ParseResult arguments)
    {
        (int hidden, bool bidirectional) = (arguments.GetValue(_hidden), arguments.GetValue(_bidirectional));
        (int heads, int feedForward) = (arguments.GetValue(_heads), arguments.GetValue(_feedForward));
        return EncoderOptions.Of(arguments.GetValue(_encoder)) switch
        {
            AttentionLstmOptions both => both with { HiddenSize = hidden, Bidirectional = bidirectional, Heads = heads, FeedForwardSize = feedForward },
            RecurrentOptions recurrent => recurrent with { HiddenSize = hidden, Bidirectional = bidirectional },
            AttentionOptions attention => attention with { Heads = heads, FeedForwardSize = feedForward },
            BlockOptions blocks => blocks with { FeedForwardSize = feedForward },
            EncoderOptions other => other,
        };
    }

    private static Option<int> Number(string name, string description, int usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };

    private enum EngineKind
    {
        Managed,
        TorchSharp,
    }

    private enum SpeedMode
    {
        Train,
        Infer,
    }
}
