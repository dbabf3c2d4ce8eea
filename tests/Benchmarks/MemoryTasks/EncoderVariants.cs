using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tests.Support;

namespace ContextMemory.MLNet.Benchmarks.MemoryTasks;

/// <summary>The encoders that are compared: that of a classifier by default, each kind with its defaults, and some kinds with other values.</summary>
internal static class EncoderVariants
{
    // As in a classifier that is told nothing: it reads both ways and pools in three ways.
    private const string Default = "classifier-default";

    public static IReadOnlyList<(string Name, EncoderOptions Options)> All { get; } =
    [
        (Default, new ContextMemoryClassifierOptions().Encoder),
        .. EncoderKinds.LearnedFromNothing.Select(kind => (kind.ToString().ToLowerInvariant(), EncoderOptions.Of(kind))),
        ("attention-causal", new AttentionOptions { Causal = true }),
        ("gated-token", new GatedMemoryOptions { GatesSeeMemory = false }),
    ];

    /// <summary>An encoder of the given sizes that reads one way where it can, without dropout: there is no end of documents to learn from.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public static EncoderOptions Create(string name, int hidden, int layers, int segment, Pooling pooling)
    {
        EncoderOptions options = All.First(variant => variant.Name == name).Options.With(new
        {
            EmbeddingSize = hidden,
            HiddenSize = hidden,
            FeedForwardSize = 2 * hidden,
            Layers = layers,
            SegmentLength = segment,
            Dropout = 0.0,
        });
        options = name == Default ? options with { Layers = 1 } : options.With(new { Pooling = pooling, Bidirectional = false });
        var faults = new OptionFaults(name);
        options.Validate(faults);
        faults.ThrowIfAny();
        return options;
    }
}
