using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>libtorch's gated recurrent units (Cho 2014). State: hidden values.</summary>
/// <inheritdoc/>
/// <param name="pass"/>
/// <param name="name"/>
/// <param name="layer"/>
/// <param name="inputs">Size of a row.</param>
/// <param name="size">Of the output, in each direction.</param>
/// <param name="isBidirectional"/>
internal sealed class GruLayer(Pass pass, string name, int layer, int inputs, int size, bool isBidirectional)
    : FusedLayer<GRU>(pass, () => nn.GRU(inputs, size, batchFirst: true, device: pass.Device), name, layer, isBidirectional)
{
    public override IReadOnlyList<long[]> StateShapes { get; } = [[size]];

    private protected override Tensor Read(GRU module, Tensor padded, Span<Tensor> state)
    {
        (Tensor read, Tensor hidden) = module.call(padded, state[0].unsqueeze(0));
        state[0] = hidden.squeeze(0);
        return read;
    }
}
