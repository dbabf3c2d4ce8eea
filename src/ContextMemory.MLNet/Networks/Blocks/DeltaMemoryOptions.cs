using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>
/// Options of <see cref="EncoderKind.DeltaMemory"/>: tokens read and write, in order, an associative memory from keys to values, by the delta rule
/// (Schlag 2021; Yang 2024).
/// </summary>
public sealed record DeltaMemoryOptions : MemoryBlockOptions
{
    internal const string SavedName = "DeltaMemory.v1";

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.DeltaMemory;

    /// <summary>
    /// Memories side by side. Each can tell as many keys apart as its share of the vector has dimensions: the fewer heads, the larger the
    /// memory of each.
    /// </summary>
    /// <value>A divisor of <see cref="EncoderOptions.EmbeddingSize"/>; the default is 2.</value>
    public int Heads { get; init; } = 2;

    internal override bool HeadsFit => SharesEvenly(Heads);

    private protected override string Details => $"{Heads} heads, {base.Details}";

    internal override MixingLayer BuildMixing(ParameterLayout layout, string name) =>
        new DeltaMemory(layout, $"{name}memory.", EmbeddingSize, Heads, WriteCost);

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        ValidateHeads(faults, nameof(Heads), Heads, usual: 2);
    }
}
