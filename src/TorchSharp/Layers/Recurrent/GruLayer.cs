using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>libtorch's gated recurrent units (Cho 2014). State: hidden values.</summary>
internal sealed class GruLayer : FusedLayer
{
    private readonly GRU _module;

    public GruLayer(Pass pass, string name, int layer, int inputs, int size, bool isBidirectional)
        : base(isBidirectional ? 2 : 1, size)
    {
        _module = nn.GRU(inputs, size, bidirectional: isBidirectional, device: pass.Device);
        Share(_module, pass, name, layer);
        StateShapes = [[size]];
    }

    public override IReadOnlyList<long[]> StateShapes { get; }

    public override void Dispose() => _module.Dispose();

    private protected override nn.utils.rnn.PackedSequence Forward(nn.utils.rnn.PackedSequence packed, Span<Tensor> state)
    {
        (nn.utils.rnn.PackedSequence read, Tensor hidden) = _module.call(packed, Start(state[0]));
        state[0] = hidden.select(0, 0);
        return read;
    }
}
