using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>Options of <see cref="EncoderKind.Lstm"/>: tokens are read in order by memory cells with input, forget and output gates (Hochreiter 1997).</summary>
public sealed record LstmOptions : RecurrentOptions
{
    internal const string SavedName = "Lstm.v1";

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.Lstm;

    private protected override RecurrentDirection BuildDirection(ParameterLayout layout, string name, int layer, int inputs, bool reverse) =>
        new LstmDirection(layout, name, layer, inputs, HiddenSize, reverse);
}
