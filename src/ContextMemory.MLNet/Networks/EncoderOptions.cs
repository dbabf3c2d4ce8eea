using System.Numerics;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet;

/// <summary>The architecture: from tokens to one vector a text.</summary>
/// <remarks>
/// The options of a task have defaults of their own for some of these values; what is not set here is as it is there. So
/// <c>new ContextMemoryClassifierOptions { Encoder = new() { HiddenSize = 64 } }</c> still reads with a GRU.
/// </remarks>
public sealed record EncoderOptions
{
    private const double ShareInOneSegment = 0.95;
    private const uint ShortestDerived = 64;
    private const uint LongestDerived = 512;
    /// <summary>The dropout where <see cref="Dropout"/> is null, but in the extraction of entities and sentences.</summary>
    public const double UsualDropout = 0.1;

    private const double UsualDropoutOfExtraction = 0.5;

    /// <summary>How tokens come to know their context.</summary>
    /// <value>The default is <see cref="EncoderKind.Attention"/>.</value>
    public EncoderKind Kind
    {
        get => KindSetting.Value;
        init => KindSetting = value;
    }

    /// <summary>Size of a token's vector; for attention and the key-value memory also the size of their output.</summary>
    /// <value>1 to 4,096; the default is 128.</value>
    public int EmbeddingSize
    {
        get => EmbeddingSizeSetting.Value;
        init => EmbeddingSizeSetting = value;
    }

    /// <summary>Size of the recurrent layers' output, in each direction. Not used by <see cref="EncoderKind.Attention"/> and <see cref="EncoderKind.KeyValueMemory"/>.</summary>
    /// <value>1 to 4,096; the default is 128. For classifiers 0 derives it from the training rows.</value>
    public int HiddenSize
    {
        get => HiddenSizeSetting.Value;
        init => HiddenSizeSetting = value;
    }

    /// <summary>Layers on top of one another.</summary>
    /// <value>1 to 48; the default is 1.</value>
    public int Layers { get; init; } = 1;

    /// <summary>Whether recurrent layers also read backwards. Not used by <see cref="EncoderKind.Attention"/> and <see cref="EncoderKind.KeyValueMemory"/>.</summary>
    /// <value>The default is true.</value>
    public bool Bidirectional { get; init; } = true;

    /// <summary>Attention heads. Only for <see cref="EncoderKind.Attention"/> and <see cref="EncoderKind.AttentionLstm"/>.</summary>
    /// <value>A divisor of <see cref="EmbeddingSize"/>; the default is 4.</value>
    public int Heads { get; init; } = 4;

    /// <summary>Size of the inner layer of the feed-forward part. Not used by <see cref="EncoderKind.Lstm"/>, <see cref="EncoderKind.Gru"/> and <see cref="EncoderKind.GatedMemory"/>.</summary>
    /// <value>1 to 16,384; the default is 256.</value>
    public int FeedForwardSize
    {
        get => FeedForwardSizeSetting.Value;
        init => FeedForwardSizeSetting = value;
    }

    /// <summary>How it is learned where a token stands. Not used by <see cref="EncoderKind.Lstm"/>, <see cref="EncoderKind.Gru"/> and <see cref="EncoderKind.GatedMemory"/>.</summary>
    /// <value>The default is <see cref="PositionalEncoding.Sinusoidal"/>.</value>
    public PositionalEncoding Positions { get; init; } = PositionalEncoding.Sinusoidal;

    /// <summary>
    /// How large the numbers of a position's vector become with <see cref="PositionalEncoding.Sinusoidal"/>. Much larger than those of a token's
    /// vector, they drown the token.
    /// </summary>
    /// <value>
    /// 0 to 1,000. The default 0 derives it from <see cref="EmbeddingSize"/>: one over its square root, as large as the numbers of tokens'
    /// vectors are at the start. Vaswani (2017, section 3.4) comes to the same ratio by making tokens' vectors larger.
    /// </value>
    public double PositionAmplitude { get; init; }

    /// <summary>How many positions have a vector of their own with <see cref="PositionalEncoding.Learned"/>.</summary>
    /// <value>1 to 1,000,000; the default is 512.</value>
    public int LearnedPositions { get; init; } = 512;

    /// <summary>Whether attention sees only earlier tokens, as predicting the next token needs. Only for <see cref="EncoderKind.Attention"/> and <see cref="EncoderKind.AttentionLstm"/>.</summary>
    /// <value>The default is false.</value>
    public bool Causal { get; init; }

    /// <summary>
    /// How many tokens of earlier segments attention still sees, 0 for none. Only for <see cref="EncoderKind.Attention"/> and
    /// <see cref="EncoderKind.AttentionLstm"/>.
    /// </summary>
    /// <value>0 to 65,536; the default is 256.</value>
    public int MemoryLength { get; init; } = 256;

    /// <summary>
    /// Whether the gates of <see cref="EncoderKind.GatedMemory"/> see the memory as well as the token. Without, training is faster: no
    /// product is left that must wait for the step before.
    /// </summary>
    /// <value>The default is true.</value>
    public bool GatesSeeMemory { get; init; } = true;

    /// <summary>Slots of <see cref="EncoderKind.KeyValueMemory"/>: how much it can hold at a time.</summary>
    /// <value>1 to 4,096; the default is 32.</value>
    public int Slots { get; init; } = 32;

    /// <summary>How the tokens' vectors become one vector.</summary>
    /// <value>The default is <see cref="Pooling.Mean"/>.</value>
    public Pooling Pooling
    {
        get => PoolingSetting.Value;
        init => PoolingSetting = value;
    }

    /// <summary>Share of activations set to zero while learning, against learning by heart.</summary>
    /// <value>
    /// 0 to 0.95, 0 turns it off. The default null derives it: 0.5 for <see cref="EncoderKind.Lstm"/>, <see cref="EncoderKind.Gru"/> and
    /// <see cref="EncoderKind.GatedMemory"/> in the extraction of entities and sentences, else 0.1.
    /// </value>
    public double? Dropout { get; init; }

    /// <summary>
    /// Tokens that are read at once. Longer documents are read in segments of this many, whole, with memory that does not grow with
    /// their length; gradients do not cross from a segment into the one before it.
    /// </summary>
    /// <value>
    /// 8 to 65,536; the default is 256. 0 derives it from the training rows: the power of two that holds 19 of 20 of them, 64 to 512;
    /// without labels it is 256.
    /// </value>
    public int SegmentLength
    {
        get => SegmentLengthSetting.Value;
        init => SegmentLengthSetting = value;
    }

    private Setting<EncoderKind> KindSetting { get; init; } = Setting<EncoderKind>.Default(EncoderKind.Attention);

    private Setting<int> EmbeddingSizeSetting { get; init; } = Setting<int>.Default(128);

    private Setting<int> HiddenSizeSetting { get; init; } = Setting<int>.Default(128);

    private Setting<int> FeedForwardSizeSetting { get; init; } = Setting<int>.Default(256);

    private Setting<Pooling> PoolingSetting { get; init; } = Setting<Pooling>.Default(Pooling.Mean);

    private Setting<int> SegmentLengthSetting { get; init; } = Setting<int>.Default(256);

    /// <summary>Whether a token's vector depends on earlier tokens only.</summary>
    internal bool ReadsOneWay => Kind switch
    {
        EncoderKind.Attention => Causal,
        EncoderKind.AttentionLstm => Causal && !Bidirectional,
        EncoderKind.KeyValueMemory => true,
        _ => !Bidirectional,
    };

    /// <summary>Whether rows pass through residual blocks.</summary>
    internal bool HasBlocks => Kind is EncoderKind.Attention or EncoderKind.AttentionLstm or EncoderKind.KeyValueMemory;

    /// <summary>Whether <see cref="Heads"/> are used.</summary>
    internal bool HasHeads => Kind is EncoderKind.Attention or EncoderKind.AttentionLstm;

    /// <summary>Whether <see cref="HiddenSize"/> is used.</summary>
    internal bool HasHiddenSize => Kind is not (EncoderKind.Attention or EncoderKind.KeyValueMemory);

    internal double DropoutRate => Dropout ?? UsualDropout;

    internal double AmplitudeOfPositions => PositionAmplitude > 0 ? PositionAmplitude : 1 / Math.Sqrt(EmbeddingSize);

    /// <summary>
    /// These options with the dropout that is usual in the extraction of entities and sentences, unless one is given: much for recurrent
    /// layers, little for what goes through residual blocks.
    /// </summary>
    internal EncoderOptions ForExtraction() => this with { Dropout = Dropout ?? (HasBlocks ? UsualDropout : UsualDropoutOfExtraction) };

    /// <summary>These options with what is not set taken from others, where those set it.</summary>
    internal EncoderOptions Over(EncoderOptions defaults) => this with
    {
        KindSetting = KindSetting.Over(defaults.KindSetting),
        EmbeddingSizeSetting = EmbeddingSizeSetting.Over(defaults.EmbeddingSizeSetting),
        HiddenSizeSetting = HiddenSizeSetting.Over(defaults.HiddenSizeSetting),
        FeedForwardSizeSetting = FeedForwardSizeSetting.Over(defaults.FeedForwardSizeSetting),
        PoolingSetting = PoolingSetting.Over(defaults.PoolingSetting),
        SegmentLengthSetting = SegmentLengthSetting.Over(defaults.SegmentLengthSetting),
    };

    /// <summary>These options with the length of segments derived from the training rows where it is 0.</summary>
    internal EncoderOptions For(IReadOnlyList<int[]> documents)
    {
        if (SegmentLength > 0 || documents.Count == 0)
        {
            return this;
        }

        int[] lengths = [.. documents.Select(codes => TokenCodes.CountTokens(codes)).Order()];
        uint long95 = (uint)lengths[(int)((lengths.Length - 1) * ShareInOneSegment)];
        return this with { SegmentLength = (int)Math.Clamp(BitOperations.RoundUpToPowerOf2(long95), ShortestDerived, LongestDerived) };
    }

    internal void Validate(OptionFaults faults) => Validate(faults, derivesHiddenSize: false);

    internal void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        faults.Defined(nameof(Kind), Kind, "use Gru for a first try");
        faults.Range(nameof(EmbeddingSize), EmbeddingSize, 1, 4_096, "128 suits most texts");
        faults.Range(
            nameof(HiddenSize),
            HiddenSize,
            derivesHiddenSize ? 0 : 1,
            4_096,
            derivesHiddenSize ? "0 derives it from the data" : "128 suits most texts");
        faults.Range(nameof(Layers), Layers, 1, 48, "start with 1");
        faults.Range(nameof(FeedForwardSize), FeedForwardSize, 1, 16_384, "twice EmbeddingSize is a good start");
        faults.Defined(nameof(Positions), Positions, "use Sinusoidal");
        faults.Range(nameof(PositionAmplitude), PositionAmplitude, 0, 1_000, "0 derives it from EmbeddingSize");
        faults.Range(nameof(LearnedPositions), LearnedPositions, 1, 1_000_000, "512 is enough for most texts");
        faults.Check(
            (int)Pooling is > 0 and < 16,
            nameof(Pooling),
            Pooling.ToString(),
            "Mean, Max, Last, Attention or several of them joined with |",
            "use Pooling.Mean");
        faults.Range(nameof(MemoryLength), MemoryLength, 0, 65_536, "256 suits most texts, 0 turns it off");
        faults.Range(nameof(Slots), Slots, 1, 4_096, "32 suits most texts");
        faults.Range(nameof(Dropout), DropoutRate, 0, 0.95, "0.1 to 0.5 are usual, 0 turns it off");
        faults.Check(
            SegmentLength is 0 or (>= 8 and <= 65_536),
            nameof(SegmentLength),
            SegmentLength.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "8 to 65536, or 0",
            "256 suits most texts, 0 derives it from the data");
        faults.Check(
            !HasHeads || (Heads > 0 && EmbeddingSize % Heads == 0),
            nameof(Heads),
            Heads.ToString(System.Globalization.CultureInfo.InvariantCulture),
            $"a divisor of EmbeddingSize ({EmbeddingSize})",
            "each head takes an equal share of the vector; 4 is usual");
    }
}
