using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// norm(x + attention(x)), then norm(x + feed-forward(x)): a layer of the transformer with the norms after the sums, as Vaswani 2017 and
/// Devlin 2019 have it. Shapes: [rows x size] to the same. Nothing is handed on from segment to segment.
/// </summary>
internal sealed class TransformerBlock(ParameterLayout layout, string name, int size, int heads, int innerSize, float epsilon, double dropout)
{
    private readonly MultiHeadAttention _attention = new(layout, $"{name}self_attn", size, heads, causal: false);
    private readonly FeedForward _feedForward = new(layout, name, size, innerSize);
    private readonly LayerNorm _attentionNorm = new(layout, $"{name}norm1", size, epsilon);
    private readonly LayerNorm _feedForwardNorm = new(layout, $"{name}norm2", size, epsilon);
    private readonly Dropout _dropout = new(dropout);

    /// <inheritdoc cref="MixingLayer.Forward"/>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        if (pass.Side is { } side && pass.Observer is null)
        {
            return ForwardOnTwoThreads(pass, side, batch, input);
        }

        Arena.Mark mark = pass.Arena.Now;
        return Finish(pass, mark, input, _attention.Forward(pass, batch, input, state));
    }

    private Matrix ForwardOnTwoThreads(Pass pass, Pass side, SequenceBatch batch, Matrix input)
    {
        Matrix output = pass.Arena.Allocate(input.Rows, input.Columns);
        Arena.Mark mark = pass.Arena.Now;
        side.Reset();
        Matrix context = _attention.AttendOnTwoThreads(pass, side, batch, input);
        PoolLoop.Run(2, 2, half =>
        {
            Pass own = half == 0 ? pass : side;
            Finish(own, own.Arena.Now, input.Half(half), _attention.Project(own, context.Half(half))).CopyTo(output.Half(half));
        });
        pass.Arena.Release(mark);
        return output;
    }

    /// <summary>What follows the attention, each row alone.</summary>
    private Matrix Finish(Pass pass, Arena.Mark mark, Matrix input, Matrix attended)
    {
        attended = _dropout.Forward(pass, attended);
        pass.Kernels.Add(input.Span, attended.Span);
        Matrix middle = pass.Retain(mark, _attentionNorm.Forward(pass, attended));
        Arena.Mark behindMiddle = pass.Arena.Now;
        Matrix output = _dropout.Forward(pass, _feedForward.Forward(pass, middle));
        pass.Kernels.Add(middle.Span, output.Span);
        return pass.Retain(behindMiddle, _feedForwardNorm.Forward(pass, output));
    }

    /// <inheritdoc cref="MixingLayer.Backward"/>
    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        // The gradient goes two ways from a sum; dropout changes the one that enters the branch.
        Matrix middle = _feedForwardNorm.Backward(pass, gradient);
        pass.Kernels.Add(_feedForward.Backward(pass, _dropout.Backward(pass, pass.Arena.Copy(middle))).Span, middle.Span);
        Matrix input = _attentionNorm.Backward(pass, middle);
        pass.Kernels.Add(_attention.Backward(pass, batch, _dropout.Backward(pass, pass.Arena.Copy(input)), stateGradient).Span, input.Span);
        return input;
    }
}
