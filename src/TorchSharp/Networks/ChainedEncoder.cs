using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>One encoder on top of another.</summary>
internal sealed class ChainedEncoder(Encoder lower, Encoder upper) : Encoder
{
    public override int OutputSize => upper.OutputSize;

    public override IReadOnlyList<long[]> StateShapes { get; } = [.. lower.StateShapes, .. upper.StateShapes];

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        int ofLower = state.Length > 0 ? lower.StateShapes.Count : 0;
        return upper.Forward(pass, batch, lower.Forward(pass, batch, rows, state[..ofLower]), state[ofLower..]);
    }

    public override void Dispose()
    {
        lower.Dispose();
        upper.Dispose();
    }
}
