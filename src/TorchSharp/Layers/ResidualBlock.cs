using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>x + mixing(norm(x)), then x + feed-forward(norm(x)) (Vaswani 2017; Xiong 2020). Shapes: [rows x size] to the same.</summary>
/// <param name="name">What the names of its parameters begin with.</param>
/// <param name="mixing">In which the rows learn of one another.</param>
/// <param name="dropout">Share of what each part adds that is set to zero while learning.</param>
internal sealed class ResidualBlock(string name, MixingLayer mixing, double dropout)
{
    public MixingLayer Mixing => mixing;

    public Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        rows = rows.Plus(pass.Dropout(mixing.Forward(pass, batch, pass.LayerNorm($"{name}norm1", rows), state), dropout));
        Tensor inner = nn.functional.gelu(pass.Linear($"{name}linear1", pass.LayerNorm($"{name}norm2", rows)));
        return rows.Plus(pass.Dropout(pass.Linear($"{name}linear2", inner), dropout));
    }
}
