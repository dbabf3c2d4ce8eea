using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>libtorch's LSTM (Hochreiter 1997). State: hidden values, cells.</summary>
/// <inheritdoc/>
/// <param name="pass"/>
/// <param name="name"/>
/// <param name="layer"/>
/// <param name="inputs">Size of a row.</param>
/// <param name="size">Of the output, in each direction.</param>
/// <param name="isBidirectional"/>
internal sealed class LstmLayer(Pass pass, string name, int layer, int inputs, int size, bool isBidirectional)
    : FusedLayer<LSTM>(pass, () => nn.LSTM(inputs, size, batchFirst: true, device: pass.Device), name, layer, isBidirectional)
{
    public override IReadOnlyList<long[]> StateShapes { get; } = [[size], [size]];

    private protected override Tensor Read(LSTM module, Tensor padded, Span<Tensor> state) =>
        is_grad_enabled() ? ReadToLearn(module, padded, state) : ReadAlone(module, padded, state);

    private static Tensor ReadToLearn(LSTM module, Tensor padded, Span<Tensor> state)
    {
        (Tensor read, Tensor hidden, Tensor cells) = module.call(padded, (state[0].unsqueeze(0), state[1].unsqueeze(0)));
        (state[0], state[1]) = (hidden.squeeze(0), cells.squeeze(0));
        return read;
    }

    /// <summary>
    /// Without a backward pass libtorch 2.10 takes oneDNN's LSTM for inference, whose numbers are wrong for many sizes (16, 40 and 100 among them, on a
    /// processor with AVX-512). That for learning is right: so it is asked for a gradient that nobody takes.
    /// </summary>
    private static Tensor ReadAlone(LSTM module, Tensor padded, Span<Tensor> state)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradient = enable_grad();
        Tensor read = ReadToLearn(module, padded.detach().requires_grad_(), state);
        (state[0], state[1]) = (scope.MoveToOuter(state[0].detach()), scope.MoveToOuter(state[1].detach()));
        return scope.MoveToOuter(read.detach());
    }
}
