using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>y = W2 gelu(W1 x + b1) + b2, each row alone (Vaswani 2017, section 3.3). Shapes: [rows x size] to the same.</summary>
internal sealed class FeedForward(ParameterLayout layout, string name, int size, int innerSize)
{
    // Of so many, what lies between the two products stays in the second level cache.
    private const int RowsTogether = 96;

    private readonly Linear _expand = new(layout, $"{name}linear1", size, innerSize);
    private readonly Linear _contract = new(layout, $"{name}linear2", innerSize, size);

    public Matrix Forward(Pass pass, Matrix input)
    {
        if (!pass.KeepsActivations)
        {
            return ForwardByRows(pass, input);
        }

        Matrix sums = _expand.Forward(pass, input);
        Matrix activations = pass.Arena.Allocate(sums.Rows, sums.Columns);
        pass.Kernels.Gelu(sums.Span, activations.Span);
        pass.Keep(sums);
        return _contract.Forward(pass, activations);
    }

    private Matrix ForwardByRows(Pass pass, Matrix input)
    {
        Matrix output = pass.Arena.Allocate(input.Rows, size);
        Arena.Mark mark = pass.Arena.Now;
        Matrix inner = pass.Arena.Allocate(Math.Min(RowsTogether, input.Rows), innerSize);
        for (int first = 0; first < input.Rows; first += RowsTogether)
        {
            int count = Math.Min(RowsTogether, input.Rows - first);
            Matrix some = inner.RowRange(0, count);
            _expand.Forward(pass, input.RowRange(first, count), some);
            pass.Kernels.Gelu(some.Span, some.Span);
            _contract.Forward(pass, some, output.RowRange(first, count));
        }

        pass.Arena.Release(mark);
        return output;
    }

    public Matrix Backward(Pass pass, Matrix gradient)
    {
        Matrix activationGradient = _contract.Backward(pass, gradient);
        Matrix sums = pass.Take();
        pass.Kernels.GeluBackward(sums.Span, activationGradient.Span);
        return _expand.Backward(pass, activationGradient);
    }
}
