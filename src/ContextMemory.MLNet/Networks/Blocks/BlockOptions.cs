using System.Globalization;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Networks.Blocks;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>
/// Options that all encoders share which know where tokens stand and pass them through residual blocks: tokens of a segment are mixed, then
/// each goes through a feed-forward part.
/// </summary>
public abstract record BlockOptions : EncoderOptions
{
    private protected BlockOptions()
    {
    }

    /// <summary>Size of the inner layer of the feed-forward part.</summary>
    /// <value>1 to 16,384; the default is 256.</value>
    public int FeedForwardSize
    {
        get => FeedForwardSizeSetting.Value;
        init => FeedForwardSizeSetting = value;
    }

    /// <summary>How it is learned where a token stands.</summary>
    /// <value>The default is <see cref="PositionalEncoding.Sinusoidal"/>.</value>
    public PositionalEncoding Positions { get; init; } = PositionalEncoding.Sinusoidal;

    /// <summary>
    /// How large the numbers of a position's vector become with <see cref="PositionalEncoding.Sinusoidal"/>. Much larger than those of a token's
    /// vector, they drown the token.
    /// </summary>
    /// <value>
    /// 0 to 1,000. The default 0 derives it from <see cref="EncoderOptions.EmbeddingSize"/>: one over its square root, as large as the numbers
    /// of tokens' vectors are at the start. Vaswani (2017, section 3.4) comes to the same ratio by making tokens' vectors larger.
    /// </value>
    public double PositionAmplitude { get; init; }

    /// <summary>How many positions have a vector of their own with <see cref="PositionalEncoding.Learned"/>.</summary>
    /// <value>1 to 1,000,000; the default is 512.</value>
    public int LearnedPositions { get; init; } = 512;

    private Setting<int> FeedForwardSizeSetting { get; init; } = Setting<int>.Default(256);

    internal override bool HasBlocks => true;

    internal double AmplitudeOfPositions => PositionAmplitude > 0 ? PositionAmplitude : 1 / Math.Sqrt(EmbeddingSize);

    private string NameOfPositions => Positions == PositionalEncoding.None ? "no" : Positions.ToString().ToLowerInvariant();

    private protected override string Details => $"feed-forward {FeedForwardSize}, {NameOfPositions} positions";

    internal override Encoder Build(ParameterLayout layout, string name) => new BlockEncoder(layout, name, this);

    /// <summary>Makes the part of a block in which tokens see others.</summary>
    internal abstract MixingLayer BuildMixing(ParameterLayout layout, string name);

    /// <summary>Whether so many heads take an equal share of a vector each.</summary>
    private protected bool SharesEvenly(int heads) => heads > 0 && EmbeddingSize % heads == 0;

    private protected void ValidateHeads(OptionFaults faults, string name, int heads, int usual) => faults.Check(
        SharesEvenly(heads),
        name,
        heads.ToString(CultureInfo.InvariantCulture),
        $"a divisor of EmbeddingSize ({EmbeddingSize})",
        $"each head takes an equal share of the vector; {usual} is usual");

    internal override EncoderOptions Over(EncoderDefaults defaults) => (BlockOptions)base.Over(defaults) with
    {
        FeedForwardSizeSetting = FeedForwardSizeSetting.Over(defaults.FeedForwardSize),
    };

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        faults.Range(nameof(FeedForwardSize), FeedForwardSize, 1, 16_384, "twice EmbeddingSize is a good start");
        faults.Defined(nameof(Positions), Positions, "use Sinusoidal");
        faults.Range(nameof(PositionAmplitude), PositionAmplitude, 0, 1_000, "0 derives it from EmbeddingSize");
        faults.Range(nameof(LearnedPositions), LearnedPositions, 1, 1_000_000, "512 is enough for most texts");
    }
}
