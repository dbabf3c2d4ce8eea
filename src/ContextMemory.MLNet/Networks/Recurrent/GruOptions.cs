using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>Options of <see cref="EncoderKind.Gru"/>: tokens are read in order by gated recurrent units: fewer gates than an LSTM, faster (Cho 2014).</summary>
public sealed record GruOptions : RecurrentOptions
{
    internal const string SavedName = "Gru.v1";

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.Gru;

    private protected override RecurrentDirection BuildDirection(ParameterLayout layout, string name, int layer, int inputs, bool reverse) =>
        new GruDirection(layout, name, layer, inputs, HiddenSize, reverse);
}
