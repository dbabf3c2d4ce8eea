using System.CommandLine;
using System.Globalization;

namespace ContextMemory.MLNet.Benchmarks.Speed;

/// <summary>The options of a command line that say what is measured.</summary>
internal sealed class WorkloadArguments
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
    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "How long to measure, after a second of warming up.",
        DefaultValueFactory = _ => 5,
    };

    public IReadOnlyList<Option> Options =>
    [
        _encoder, _mode, _dim, _hidden, _layers, _bidirectional, _heads, _feedForward, _batch, _length, _lengths, _segment, _vocabulary,
        _classes, _threads, _seconds,
    ];

    /// <summary>How long to measure.</summary>
    public TimeSpan Duration(ParseResult arguments) => TimeSpan.FromSeconds(arguments.GetValue(_seconds));

    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public WorkloadOptions Read(ParseResult arguments)
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

    private enum SpeedMode
    {
        Train,
        Infer,
    }
}
