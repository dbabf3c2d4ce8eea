using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>A layer in which the rows of a sequence learn of one another. Shapes: [rows x size] to the same.</summary>
internal abstract class MixingLayer
{
    /// <summary>Floats that a sequence hands on to its next segment; 0 where nothing is.</summary>
    public abstract int StateSize { get; }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x size].</param>
    /// <param name="state">
    /// [sequences x StateSize]: what the segment before left, zeros at a document's start; overwritten by what this one leaves. Without
    /// columns where every document has this one segment.
    /// </param>
    public abstract Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state);

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">[rows x size], of the output.</param>
    /// <param name="stateGradient">
    /// [sequences x StateSize]: the gradient of the state that the segment left; overwritten by that of the state it started from. Without
    /// columns where gradients end at the segment's borders.
    /// </param>
    /// <returns>The gradient of the input.</returns>
    public abstract Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient);

    /// <summary>A state, or the gradient of one; zeros where it is without columns.</summary>
    private protected Matrix OrZeros(Pass pass, SequenceBatch batch, Matrix state) =>
        state.Columns > 0 ? state : pass.Arena.AllocateCleared(batch.Count, StateSize);
}
