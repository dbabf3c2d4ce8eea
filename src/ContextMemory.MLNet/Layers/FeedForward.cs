using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>y = W2 gelu(W1 x + b1) + b2, each row alone (Vaswani 2017, section 3.3). Shapes: [rows x size] to the same.</summary>
internal sealed class FeedForward(ParameterLayout layout, string name, int size, int innerSize)
{
    private readonly Linear _expand = new(layout, $"{name}linear1", size, innerSize);
    private readonly Linear _contract = new(layout, $"{name}linear2", innerSize, size);

    public Matrix Forward(Pass pass, Matrix input)
    {
        Matrix sums = _expand.Forward(pass, input);
        Matrix activations = pass.Arena.Allocate(sums.Rows, sums.Columns);
        pass.Kernels.Gelu(sums.Span, activations.Span);
        pass.Keep(sums);
        return _contract.Forward(pass, activations);
    }

    public Matrix Backward(Pass pass, Matrix gradient)
    {
        Matrix activationGradient = _contract.Backward(pass, gradient);
        Matrix sums = pass.Take();
        pass.Kernels.GeluBackward(sums.Span, activationGradient.Span);
        return _expand.Backward(pass, activationGradient);
    }
}
