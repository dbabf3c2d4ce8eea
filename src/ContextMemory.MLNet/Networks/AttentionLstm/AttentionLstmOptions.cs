using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Networks.AttentionLstm;
using ContextMemory.MLNet.Networks.Recurrent;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>
/// Options of <see cref="EncoderKind.AttentionLstm"/>: attention, in as many <see cref="EncoderOptions.Layers"/> as are given, then one layer of
/// LSTM over the vectors that it makes.
/// </summary>
public sealed record AttentionLstmOptions : AttentionBlockOptions
{
    internal const string SavedName = "AttentionLstm.v1";

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.AttentionLstm;

    /// <summary>Size of the LSTM's output, in each direction.</summary>
    /// <value>1 to 4,096; the default is 128. For classifiers 0 derives it from the training rows.</value>
    public int HiddenSize
    {
        get => HiddenSizeSetting.Value;
        init => HiddenSizeSetting = value;
    }

    /// <summary>
    /// Whether the LSTM also reads backwards. Of a text with several segments, the backward direction knows its own segment alone;
    /// the forward one hands its state on.
    /// </summary>
    /// <value>The default is true.</value>
    public bool Bidirectional { get; init; } = true;

    private Setting<int> HiddenSizeSetting { get; init; } = Setting<int>.Default(RecurrentOptions.UsualHiddenSize);

    internal override bool ReadsOneWay => base.ReadsOneWay && !Bidirectional;

    internal override int? RecurrentSize => HiddenSize;

    private protected override string Details => $"{base.Details}, {RecurrentOptions.DescribeSize(HiddenSize, Bidirectional)}";

    internal override Encoder Build(ParameterLayout layout, string name) => new ChainedEncoder(
        base.Build(layout, $"{name}attention."),
        new RecurrentEncoder(new RecurrentStack(
            (layer, inputs, reverse) => new LstmDirection(layout, $"{name}lstm.", layer, inputs, HiddenSize, reverse),
            EmbeddingSize,
            HiddenSize,
            layers: 1,
            Bidirectional,
            DropoutRate)));

    internal override EncoderOptions WithRecurrentSize(int size) => this with { HiddenSize = size };

    internal override EncoderOptions Over(EncoderDefaults defaults) => (AttentionLstmOptions)base.Over(defaults) with
    {
        HiddenSizeSetting = HiddenSizeSetting.Over(defaults.HiddenSize),
    };

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        RecurrentOptions.ValidateSize(faults, HiddenSize, derivesHiddenSize);
    }
}
