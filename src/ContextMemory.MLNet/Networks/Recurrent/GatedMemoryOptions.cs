using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>Options of <see cref="EncoderKind.GatedMemory"/>: tokens are read in order by a memory with input, forget and output gates.</summary>
/// <remarks>
/// It does not keep a fact over texts much longer than those of training: an <see cref="LstmOptions"/> or a <see cref="DeltaMemoryOptions"/> encoder does.
/// </remarks>
public sealed record GatedMemoryOptions : RecurrentOptions
{
    internal const string SavedName = "GatedMemory.v1";

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.GatedMemory;

    /// <summary>
    /// Whether the gates see the memory as well as the token. Without, training is faster: no product is left that must wait for the step
    /// before.
    /// </summary>
    /// <value>The default is true.</value>
    public bool GatesSeeMemory { get; init; } = true;

    private protected override string Details => $"{base.Details}, gates see the {(GatesSeeMemory ? "memory" : "token alone")}";

    private protected override RecurrentDirection BuildDirection(ParameterLayout layout, string name, int layer, int inputs, bool reverse) =>
        new GatedMemoryDirection(layout, name, layer, inputs, HiddenSize, reverse, GatesSeeMemory);
}
