using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// x + attention(norm(x)), then x + feed-forward(norm(x)): a layer of the transformer with the norm in front (Vaswani 2017; Xiong
/// 2020), named as in PyTorch. Shapes: [rows x size] to the same.
/// </summary>
internal sealed class AttentionBlock(ParameterLayout layout, string name, int size, int heads, int innerSize, bool causal, double dropout)
{
    private readonly MultiHeadAttention _attention = new(layout, $"{name}self_attn", size, heads, causal);
    private readonly FeedForward _feedForward = new(layout, name, size, innerSize);
    private readonly LayerNorm _attentionNorm = new(layout, $"{name}norm1", size);
    private readonly LayerNorm _feedForwardNorm = new(layout, $"{name}norm2", size);
    private readonly Dropout _dropout = new(dropout);

    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input)
    {
        Matrix attended = _dropout.Forward(pass, _attention.Forward(pass, batch, _attentionNorm.Forward(pass, input)));
        pass.Kernels.Add(input.Span, attended.Span);
        Matrix output = _dropout.Forward(pass, _feedForward.Forward(pass, _feedForwardNorm.Forward(pass, attended)));
        pass.Kernels.Add(attended.Span, output.Span);
        return output;
    }

    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient)
    {
        Matrix attendedGradient = Branch(pass, gradient);
        Matrix inner = _feedForwardNorm.Backward(pass, _feedForward.Backward(pass, _dropout.Backward(pass, attendedGradient)));
        pass.Kernels.Add(gradient.Span, inner.Span);
        Matrix inputGradient = Branch(pass, inner);
        Matrix outer = _attentionNorm.Backward(pass, _attention.Backward(pass, batch, _dropout.Backward(pass, inputGradient)));
        pass.Kernels.Add(inner.Span, outer.Span);
        return outer;
    }

    // The gradient goes two ways from a sum; dropout changes the one that enters the branch.
    private static Matrix Branch(Pass pass, Matrix gradient)
    {
        Matrix branch = pass.Arena.Allocate(gradient.Rows, gradient.Columns);
        gradient.CopyTo(branch);
        return branch;
    }
}
