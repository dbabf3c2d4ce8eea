using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Benchmarks;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>Measures the speed of an encoder on random tokens.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private readonly Terminal _terminal;
    private readonly Option<EncoderKind?> _encoder = CommonOptions.OneOf<EncoderKind>("--encoder", "What is measured (default: lstm).");
    private readonly Option<BenchMode?> _mode = CommonOptions.OneOf<BenchMode>("--mode", "Steps of training, or scoring (default: train).");
    private readonly Option<int?> _dim = CommonOptions.Number("--dim", "Size of a token's vector (default: 128).", 1, 4_096);
    private readonly Option<int?> _hidden = CommonOptions.Number("--hidden", "Size of recurrent layers, in each direction (default: 128).", 1, 4_096);
    private readonly Option<int?> _layers = CommonOptions.Number("--layers", "Layers on top of one another (default: 1).", 1, 48);
    private readonly Option<bool?> _bidirectional = new("--bidirectional")
    {
        Description = "Whether recurrent layers also read backwards (default: true).",
        HelpName = "true|false",
    };

    private readonly Option<int?> _heads = CommonOptions.Number("--heads", "Attention heads (default: 4).", 1, 4_096);
    private readonly Option<int?> _feedForward = CommonOptions.Number("--ff", "Size of the feed-forward part's inner layer (default: 256).", 1, 16_384);
    private readonly Option<int?> _batch = CommonOptions.Number("--batch", "Documents at a time (default: 32).", 1, 4_096);
    private readonly Option<int?> _length = CommonOptions.Number("--length", "Tokens of a document (default: 256).", 1, 1_000_000);
    private readonly Option<string?> _lengths = new("--lengths")
    {
        Description = "A file with a document's length on each line, in place of --length.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _segment = CommonOptions.Number(
        "--segment", "Tokens that are read at once (default: all of a document's).", 8, 65_536);

    private readonly Option<int?> _vocabulary = CommonOptions.Number("--vocab", "Different tokens (default: 20000).", 3, 10_000_000);
    private readonly Option<int?> _classes = CommonOptions.Number("--classes", "Classes (default: 4).", 2, 100_000);
    private readonly Option<int?> _threads = CommonOptions.Number("--threads", "Threads to work with (default: 1).", 1, 1_024);
    private readonly Option<int?> _seconds = CommonOptions.Number("--seconds", "How long to measure, after a second of warming up (default: 5).", 1, 3_600);

    // The options of the encoder, by their names there. Not every kind has all of them.
    private readonly (Option Option, string Name, Func<ParseResult, JsonNode?> Value)[] _ofEncoder;

    public BenchCommand(Terminal terminal)
        : base(
            "bench",
            "Measures the speed of an encoder on random tokens: the median over steps, as one JSON object.",
            "cmem bench --encoder lstm --mode train --length 256 --threads 2")
    {
        _terminal = terminal;
        _ofEncoder =
        [
            (_dim, nameof(EncoderOptions.EmbeddingSize), arguments => arguments.GetValue(_dim)),
            (_hidden, nameof(RecurrentOptions.HiddenSize), arguments => arguments.GetValue(_hidden)),
            (_layers, nameof(EncoderOptions.Layers), arguments => arguments.GetValue(_layers)),
            (_bidirectional, nameof(RecurrentOptions.Bidirectional), arguments => arguments.GetValue(_bidirectional)),
            (_heads, nameof(AttentionOptions.Heads), arguments => arguments.GetValue(_heads)),
            (_feedForward, nameof(BlockOptions.FeedForwardSize), arguments => arguments.GetValue(_feedForward)),
        ];
        Option[] options =
        [
            _encoder, _mode, _dim, _hidden, _layers, _bidirectional, _heads, _feedForward, _batch, _length, _lengths, _segment, _vocabulary,
            _classes, _threads, _seconds,
        ];
        foreach (Option option in options)
        {
            Options.Add(option);
        }

        Validators.Add(RefuseOptionsOfOtherKinds);
    }

    protected override void Run(ParseResult arguments)
    {
        WorkloadOptions options = ReadOptions(arguments);
        using var workload = new Workload(options);
        TimeSpan duration = TimeSpan.FromSeconds(arguments.GetValue(_seconds) ?? 5);
        Measurement measurement = Measurement.Of(workload, duration);
        JsonObject result = MetricsFile.Create("bench", measurement.Steps * (long)options.BatchSize, duration);
        result["encoder"] = options.Encoder.Kind.ToString().ToLowerInvariant();
        result["mode"] = options.IsTraining ? "train" : "infer";
        result["batch"] = options.BatchSize;
        result["length"] = options.Lengths.Count == 1 ? options.Lengths[0] : Math.Round(options.Lengths.Average(), 1);
        result["threads"] = options.Threads;
        result["kernel"] = Kernels.Current.Name;
        result["parameters"] = workload.ParameterCount;
        result["tokens_per_second"] = Math.Round(measurement.TokensPerSecond);
        result["steps"] = measurement.Steps;
        result["allocated_bytes_per_step"] = Math.Round(measurement.AllocatedBytesPerStep);
        _terminal.Data.WriteLine(result.ToJsonString(JsonSerializerOptions.Default));
    }

    private WorkloadOptions ReadOptions(ParseResult arguments)
    {
        int[] lengths = arguments.GetValue(_lengths) is { } file ? ReadLengths(file) : [arguments.GetValue(_length) ?? 256];
        EncoderOptions encoder = ReadEncoder(arguments) with
        {
            Dropout = 0,
            SegmentLength = arguments.GetValue(_segment) ?? Math.Clamp(lengths.Max(), 8, 65_536),
        };
        var faults = new OptionFaults("The benchmark");
        encoder.Validate(faults);
        try
        {
            faults.ThrowIfAny();
        }
        catch (ArgumentException exception)
        {
            throw new FailureException(exception.Message, exception);
        }

        return new WorkloadOptions
        {
            Encoder = encoder,
            IsTraining = (arguments.GetValue(_mode) ?? BenchMode.Train) == BenchMode.Train,
            Lengths = lengths,
            BatchSize = arguments.GetValue(_batch) ?? 32,
            VocabularySize = arguments.GetValue(_vocabulary) ?? 20_000,
            Classes = arguments.GetValue(_classes) ?? 4,
            Threads = arguments.GetValue(_threads) ?? 1,
        };
    }

    private EncoderOptions ReadEncoder(ParseResult arguments)
    {
        EncoderKindEntry kind = KindOf(arguments.GetValue(_encoder));
        JsonObject values = kind.ValuesOf(kind.Defaults);
        foreach ((_, string name, Func<ParseResult, JsonNode?> value) in _ofEncoder)
        {
            values[name] = value(arguments) ?? values[name]?.DeepClone();
        }

        return kind.Create(values);
    }

    private void RefuseOptionsOfOtherKinds(CommandResult command)
    {
        if (command.GetResult(_encoder)?.Errors.Any() == true)
        {
            return;
        }

        EncoderKindEntry kind = KindOf(command.GetValue(_encoder));
        ILookup<bool, Option> has = _ofEncoder.ToLookup(pair => kind.ValuesOf(kind.Defaults).ContainsKey(pair.Name), pair => pair.Option);
        foreach (Option option in has[false].Where(option => command.GetResult(option) is not null))
        {
            command.AddError(
                $"{option.Name} is not an option of the encoder {kind.Kind.ToString().ToLowerInvariant()}, which has " +
                $"{string.Join(", ", has[true].Select(known => known.Name))}.");
        }
    }

    private static EncoderKindEntry KindOf(EncoderKind? given) => EncoderKinds.Find(given ?? EncoderKind.Lstm);

    private static int[] ReadLengths(string path)
    {
        using Stream stream = InputFile.OpenText(path);
        var lines = new TextLines(stream, path);
        var lengths = new List<int>();
        while (lines.Read() is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1)
            {
                throw new FailureException($"{path}:{lines.Number}: expected the length of a document in tokens, 1 or more; found '{text}'.");
            }

            lengths.Add(length);
        }

        return lengths.Count > 0 ? [.. lengths] : throw new FailureException($"'{path}' is empty: expected the length of a document on each line.");
    }

    private enum BenchMode
    {
        Train,
        Infer,
    }
}
