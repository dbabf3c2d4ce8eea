using System.Globalization;
using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Networks.Recurrent;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>Options that all encoders share which read tokens in order, by recurrent layers alone.</summary>
public abstract record RecurrentOptions : EncoderOptions
{
    internal const int UsualHiddenSize = 128;

    private protected RecurrentOptions()
    {
    }

    /// <summary>Size of the recurrent layers' output, in each direction.</summary>
    /// <value>1 to 4,096; the default is 128. For classifiers 0 derives it from the training rows.</value>
    public int HiddenSize
    {
        get => HiddenSizeSetting.Value;
        init => HiddenSizeSetting = value;
    }

    /// <summary>
    /// Whether the layers also read backwards. Of a text with several segments, the backward direction knows its own segment alone;
    /// the forward one hands its state on.
    /// </summary>
    /// <value>The default is true.</value>
    public bool Bidirectional { get; init; } = true;

    private Setting<int> HiddenSizeSetting { get; init; } = Setting<int>.Default(UsualHiddenSize);

    internal override bool ReadsOneWay => !Bidirectional;

    internal override bool HasBlocks => false;

    internal override int? RecurrentSize => HiddenSize;

    private protected override string Details => DescribeSize(HiddenSize, Bidirectional);

    internal override Encoder Build(ParameterLayout layout, string name) => new RecurrentEncoder(new RecurrentStack(
        (layer, inputs, reverse) => BuildDirection(layout, name, layer, inputs, reverse), EmbeddingSize, HiddenSize, Layers, Bidirectional, DropoutRate));

    internal override EncoderOptions WithRecurrentSize(int size) => this with { HiddenSize = size };

    internal override EncoderOptions Over(EncoderDefaults defaults) => (RecurrentOptions)base.Over(defaults) with
    {
        HiddenSizeSetting = HiddenSizeSetting.Over(defaults.HiddenSize),
    };

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        ValidateSize(faults, HiddenSize, derivesHiddenSize);
    }

    internal static void ValidateSize(OptionFaults faults, int hiddenSize, bool derivesHiddenSize) => faults.Range(
        nameof(HiddenSize),
        hiddenSize,
        derivesHiddenSize ? 0 : 1,
        4_096,
        derivesHiddenSize ? "0 derives it from the data" : "128 suits most texts");

    internal static string DescribeSize(int hiddenSize, bool bidirectional) =>
        string.Create(CultureInfo.InvariantCulture, $"hidden {hiddenSize} {(bidirectional ? "in each direction" : "forwards")}");

    /// <summary>Makes one direction of one layer.</summary>
    private protected abstract RecurrentDirection BuildDirection(ParameterLayout layout, string name, int layer, int inputs, bool reverse);
}
