using System.Globalization;
using System.Numerics;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet;

/// <summary>
/// The architecture: from tokens to one vector a text. Each kind has options of its own: <see cref="AttentionOptions"/>,
/// <see cref="LstmOptions"/>, <see cref="GruOptions"/>, <see cref="AttentionLstmOptions"/>, <see cref="GatedMemoryOptions"/>,
/// <see cref="KeyValueMemoryOptions"/>, <see cref="DeltaMemoryOptions"/> and <see cref="PretrainedOptions"/>; with the package
/// ContextMemory.MLNet.TorchSharp also a module of your own, as <c>TorchSharpModuleEncoder</c>.
/// </summary>
/// <remarks>
/// The options of a task have defaults of their own for some of these values; what is not set here is as it is there. So
/// <c>new ContextMemoryClassifierOptions { Encoder = new LstmOptions() }</c> derives the hidden size from the training rows.
/// </remarks>
public abstract record EncoderOptions
{
    /// <summary>The dropout where <see cref="Dropout"/> is null, but in the extraction of entities and sentences.</summary>
    public const double UsualDropout = 0.1;

    internal const int UsualSegmentLength = 256;

    private const uint ShortestDerived = 64;
    private const uint LongestDerived = 512;
    private const double UsualDropoutOfExtraction = 0.5;

    private protected EncoderOptions()
    {
    }

    /// <summary>How tokens come to know their context.</summary>
    public abstract EncoderKind Kind { get; }

    /// <summary>Size of a token's vector; without recurrent layers also the size of what it becomes.</summary>
    /// <value>1 to 4,096; the default is 128.</value>
    public int EmbeddingSize
    {
        get => EmbeddingSizeSetting.Value;
        init => EmbeddingSizeSetting = value;
    }

    /// <summary>Layers on top of one another.</summary>
    /// <value>1 to 48; the default is 1.</value>
    public int Layers { get; init; } = 1;

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
    /// their length; <see cref="TrainingOptions.Horizon"/> says how far gradients flow back.
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

    private Setting<int> EmbeddingSizeSetting { get; init; } = Setting<int>.Default(128);

    private Setting<Pooling> PoolingSetting { get; init; } = Setting<Pooling>.Default(Pooling.Mean);

    private Setting<int> SegmentLengthSetting { get; init; } = Setting<int>.Default(UsualSegmentLength);

    /// <summary>Whether a token's vector depends on earlier tokens only.</summary>
    internal abstract bool ReadsOneWay { get; }

    /// <summary>Whether rows pass through residual blocks.</summary>
    internal abstract bool HasBlocks { get; }

    /// <summary>Size of the recurrent layers' output, in each direction; null where there are no such layers.</summary>
    internal virtual int? RecurrentSize => null;

    /// <summary>Whether the managed engine can train it.</summary>
    internal virtual bool LearnsManaged => true;

    /// <summary>Whether attention heads, if there are any, share a vector evenly.</summary>
    internal virtual bool HeadsFit => true;

    /// <summary>What the step size is multiplied by for the table of tokens; 0 where it stays as it is.</summary>
    internal virtual double RateOfTable => 1;

    /// <summary>Whether an encoder's vectors are given a length of 1.</summary>
    internal virtual bool NormalizesVectors => false;

    /// <summary>Whether a model file holds the weights that have not learned.</summary>
    internal virtual bool SavesAllWeights => true;

    internal double DropoutRate => Dropout ?? UsualDropout;

    /// <summary>What only this kind has, for a person.</summary>
    private protected abstract string Details { get; }

    private protected virtual string Depth => string.Create(CultureInfo.InvariantCulture, $"{Layers} {(Layers == 1 ? "layer" : "layers")}, ");

    /// <summary>The options of a kind, all of them with their defaults.</summary>
    /// <exception cref="ArgumentException">There is no such kind, or it is <see cref="EncoderKind.Module"/>, which has no defaults.</exception>
    public static EncoderOptions Of(EncoderKind kind)
    {
        var faults = new OptionFaults(nameof(EncoderOptions));
        faults.Check(
            EncoderKinds.Own.Contains(kind),
            nameof(Kind),
            kind.ToString(),
            string.Join(", ", EncoderKinds.Own),
            kind == EncoderKind.Module
                ? "give a module of your own in the options, as new TorchSharpModuleEncoder(name, create) of the package ContextMemory.MLNet.TorchSharp"
                : "use Gru for a first try");
        faults.ThrowIfAny();
        return EncoderKinds.Find(kind).Defaults;
    }

    /// <summary>Makes the encoder of the managed engine.</summary>
    /// <param name="layout">Where its parameters are added.</param>
    /// <param name="name">What their names begin with.</param>
    internal abstract Encoder Build(ParameterLayout layout, string name);

    /// <summary>These options with token vectors of another size.</summary>
    /// <exception cref="ArgumentException">Of these options no other size is possible.</exception>
    internal virtual EncoderOptions WithEmbeddingSize(int size) => this with { EmbeddingSize = size };

    /// <summary>These options with other recurrent layers, if there are any.</summary>
    internal virtual EncoderOptions WithRecurrentSize(int size) => this;

    /// <summary>These options with what is not set taken from others, where those have it.</summary>
    internal virtual EncoderOptions Over(EncoderDefaults defaults) => this with
    {
        EmbeddingSizeSetting = EmbeddingSizeSetting.Over(defaults.EmbeddingSize),
        PoolingSetting = PoolingSetting.Over(defaults.Pooling),
        SegmentLengthSetting = SegmentLengthSetting.Over(defaults.SegmentLength),
    };

    /// <summary>
    /// These options with smaller sizes where none are set; unchanged where heads that share a vector of the usual size evenly would not
    /// share a small one.
    /// </summary>
    internal EncoderOptions Reduce(EncoderDefaults small) => Over(small) is { HeadsFit: true } reduced ? reduced : this;

    /// <summary>
    /// These options with the dropout that is usual in the extraction of entities and sentences, unless one is given: much for recurrent
    /// layers, little for what goes through residual blocks.
    /// </summary>
    internal EncoderOptions ForExtraction() => this with
    {
        Dropout = Dropout ?? (HasBlocks || RecurrentSize is null ? UsualDropout : UsualDropoutOfExtraction),
    };

    /// <summary>These options with the length of segments derived from the training rows where it is 0.</summary>
    /// <param name="usualLength">Tokens of most rows (<see cref="TokenCodes.UsualLength"/>); 0 where there are none.</param>
    internal EncoderOptions For(int usualLength)
    {
        if (SegmentLength > 0 || usualLength == 0)
        {
            return this;
        }

        uint usual = BitOperations.RoundUpToPowerOf2((uint)usualLength);
        return this with { SegmentLength = (int)Math.Clamp(usual, ShortestDerived, LongestDerived) };
    }

    /// <summary>The kind and its sizes in one line.</summary>
    public string Describe() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}, {Depth}embedding {EmbeddingSize}, {Details}");

    internal void Validate(OptionFaults faults) => Validate(faults, derivesHiddenSize: false);

    /// <param name="faults">Gets what is wrong.</param>
    /// <param name="derivesHiddenSize">Whether a size of recurrent layers of 0 is derived from the data.</param>
    internal virtual void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        faults.Range(nameof(EmbeddingSize), EmbeddingSize, 1, 4_096, "128 suits most texts");
        faults.Range(nameof(Layers), Layers, 1, 48, "start with 1");
        faults.Check(
            (int)Pooling is > 0 and < 32,
            nameof(Pooling),
            Pooling.ToString(),
            "Mean, Max, Last, Attention, First or several of them joined with |",
            "use Pooling.Mean");
        faults.Range(nameof(Dropout), DropoutRate, 0, 0.95, "0.1 to 0.5 are usual, 0 turns it off");
        faults.Check(
            SegmentLength is 0 or (>= 8 and <= 65_536),
            nameof(SegmentLength),
            SegmentLength.ToString(CultureInfo.InvariantCulture),
            "8 to 65536, or 0",
            "256 suits most texts, 0 derives it from the data");
    }
}
