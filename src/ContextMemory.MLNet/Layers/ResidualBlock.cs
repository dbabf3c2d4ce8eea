using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// x + mixing(norm(x)), then x + feed-forward(norm(x)): a layer of the transformer with the norm in front (Vaswani 2017; Xiong
/// 2020), named as in PyTorch. Shapes: [rows x size] to the same.
/// </summary>
internal sealed class ResidualBlock(ParameterLayout layout, string name, MixingLayer mixing, int size, int innerSize, double dropout)
{
    private readonly FeedForward _feedForward = new(layout, name, size, innerSize);
    private readonly LayerNorm _mixingNorm = new(layout, $"{name}norm1", size);
    private readonly LayerNorm _feedForwardNorm = new(layout, $"{name}norm2", size);
    private readonly Dropout _dropout = new(dropout);

    public int StateSize => mixing.StateSize;

    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Arena.Mark mark = pass.Arena.Now;
        Matrix mixed = _dropout.Forward(pass, mixing.Forward(pass, batch, _mixingNorm.Forward(pass, input), state));
        pass.Kernels.Add(input.Span, mixed.Span);
        mixed = pass.Retain(mark, mixed);
        Arena.Mark behindMixed = pass.Arena.Now;
        Matrix output = _dropout.Forward(pass, _feedForward.Forward(pass, _feedForwardNorm.Forward(pass, mixed)));
        pass.Kernels.Add(mixed.Span, output.Span);
        return pass.Retain(behindMixed, output);
    }

    /// <inheritdoc cref="MixingLayer.Backward"/>
    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        // The gradient goes two ways from a sum; dropout changes the one that enters the branch.
        Matrix mixedGradient = pass.Arena.Copy(gradient);
        Matrix inner = _feedForwardNorm.Backward(pass, _feedForward.Backward(pass, _dropout.Backward(pass, mixedGradient)));
        pass.Kernels.Add(gradient.Span, inner.Span);
        Matrix inputGradient = pass.Arena.Copy(inner);
        Matrix outer = _mixingNorm.Backward(pass, mixing.Backward(pass, batch, _dropout.Backward(pass, inputGradient), stateGradient));
        pass.Kernels.Add(inner.Span, outer.Span);
        return outer;
    }
}
