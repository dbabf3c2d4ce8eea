using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Networks;

/// <summary>From one vector a token to one vector a token that knows its context.</summary>
internal abstract class Encoder
{
    public abstract int OutputSize { get; }

    /// <summary>Floats that a sequence hands on from one segment to the next; 0 where nothing is.</summary>
    public abstract int StateSize { get; }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences: segments of documents.</param>
    /// <param name="input">[rows x inputs]; may be changed.</param>
    /// <param name="state">[sequences x StateSize]: what the segment before left, zeros at a document's start; overwritten by what this one leaves.
    /// Without columns where every document has this one segment.</param>
    /// <returns>[rows x OutputSize].</returns>
    public abstract Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state);

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">[rows x OutputSize], of the output; may be changed.</param>
    /// <param name="stateGradient">
    /// [sequences x StateSize]: the gradient of the state that the segment left; overwritten by that of the state it started from. Without
    /// columns where gradients end at the segment's borders.
    /// </param>
    /// <returns>The gradient of the input.</returns>
    public abstract Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient);

    /// <summary>The backward pass through a segment alone: what it started from counts as a constant.</summary>
    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient) =>
        Backward(pass, batch, gradient, pass.Arena.Allocate(batch.Count, 0));
}
