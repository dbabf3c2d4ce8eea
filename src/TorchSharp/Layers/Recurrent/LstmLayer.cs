using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>libtorch's LSTM (Hochreiter 1997). State: hidden values, cells.</summary>
internal sealed class LstmLayer : FusedLayer
{
    private readonly LSTM _module;

    public LstmLayer(Pass pass, string name, int layer, int inputs, int size, bool isBidirectional)
        : base(isBidirectional ? 2 : 1, size)
    {
        _module = nn.LSTM(inputs, size, bidirectional: isBidirectional, device: pass.Device);
        Share(_module, pass, name, layer);
        StateShapes = [[size], [size]];
    }

    public override IReadOnlyList<long[]> StateShapes { get; }

    public override void Dispose() => _module.Dispose();

    private protected override nn.utils.rnn.PackedSequence Forward(nn.utils.rnn.PackedSequence packed, Span<Tensor> state)
    {
        (nn.utils.rnn.PackedSequence read, Tensor hidden, Tensor cells) = _module.call(packed, (Start(state[0]), Start(state[1])));
        (state[0], state[1]) = (hidden.select(0, 0), cells.select(0, 0));
        return read;
    }
}
