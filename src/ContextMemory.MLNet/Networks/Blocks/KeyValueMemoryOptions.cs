using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>
/// Options of <see cref="EncoderKind.KeyValueMemory"/>: tokens read and write, in order, an external memory of slots with keys (Graves 2014;
/// Sukhbaatar 2015).
/// </summary>
public sealed record KeyValueMemoryOptions : MemoryBlockOptions
{
    internal const string SavedName = "KeyValueMemory.v2";
    internal const string FirstSavedName = "KeyValueMemory.v1";

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.KeyValueMemory;

    /// <summary>Slots of the memory: how much it can hold at a time.</summary>
    /// <value>1 to 4,096; the default is 32.</value>
    public int Slots { get; init; } = 32;

    /// <summary>
    /// Whether tokens are written only where a gate opens, and see the token before them. False is the memory as it was in models that were
    /// saved before there were gates: every token is written, and what was written wears away.
    /// </summary>
    /// <value>The default is true.</value>
    public bool GatedWrites { get; init; } = true;

    private protected override string Details => $"{Slots} slots, {(GatedWrites ? "gated writes, " : "")}{base.Details}";

    internal override MixingLayer BuildMixing(ParameterLayout layout, string name) =>
        new KeyValueMixing(layout, name, EmbeddingSize, Slots, GatedWrites ? WriteCost : null);

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        faults.Range(nameof(Slots), Slots, 1, 4_096, "32 suits most texts");
    }
}
