using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>Options that all encoders share whose blocks mix tokens by multi-head self-attention.</summary>
public abstract record AttentionBlockOptions : BlockOptions
{
    private protected AttentionBlockOptions()
    {
    }

    /// <summary>Attention heads.</summary>
    /// <value>A divisor of <see cref="EncoderOptions.EmbeddingSize"/>; the default is 4.</value>
    public int Heads { get; init; } = 4;

    /// <summary>Whether attention sees only earlier tokens, as predicting the next token needs.</summary>
    /// <value>The default is false.</value>
    public bool Causal { get; init; }

    /// <summary>
    /// How many tokens of earlier segments attention still sees, 0 for none. What has left this cache is forgotten: of what stood further back, only
    /// the pooled vector of the text knows.
    /// </summary>
    /// <value>0 to 65,536; the default is 256.</value>
    public int MemoryLength { get; init; } = 256;

    internal override bool ReadsOneWay => Causal;

    internal override bool HeadsFit => SharesEvenly(Heads);

    private protected override string Details => $"{Heads} heads, {base.Details}{(Causal ? ", causal" : "")}";

    internal override MixingLayer BuildMixing(ParameterLayout layout, string name) =>
        new MultiHeadAttention(layout, $"{name}self_attn", EmbeddingSize, Heads, Causal, MemoryLength);

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        ValidateHeads(faults, nameof(Heads), Heads, usual: 4);
        faults.Range(nameof(MemoryLength), MemoryLength, 0, 65_536, "256 suits most texts, 0 turns it off");
    }
}
