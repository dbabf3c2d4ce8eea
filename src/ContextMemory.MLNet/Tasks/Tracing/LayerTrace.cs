using System.Text.Json.Serialization;

namespace ContextMemory.MLNet;

/// <summary>What went on in one layer. In JSON its member <c>memory</c> says of which kind it is: gates, slots, delta or attention.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "memory")]
[JsonDerivedType(typeof(GateTrace), "gates")]
[JsonDerivedType(typeof(SlotMemoryTrace), "slots")]
[JsonDerivedType(typeof(DeltaMemoryTrace), "delta")]
[JsonDerivedType(typeof(AttentionTrace), "attention")]
public abstract record LayerTrace
{
    private protected LayerTrace()
    {
    }

    /// <summary>Which layer of the encoder it is, from 0; two directions of one layer have the same number.</summary>
    public required int Layer { get; init; }
}
