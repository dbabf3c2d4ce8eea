using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>
/// One recurrent layer read in one direction. The input is in time-major order, so a step works on neighbouring rows; sequences are
/// ordered longest first, so those still alive at a step are the first ones. The output is in the batch's order.
/// </summary>
internal abstract class RecurrentDirection
{
    public abstract int InputSize { get; }

    /// <summary>Floats that a sequence hands on to its next segment.</summary>
    public abstract int StateSize { get; }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x inputs], in time-major order.</param>
    /// <param name="state">[sequences x StateSize], longest first: what the segment before left; overwritten by what this one leaves.</param>
    /// <param name="output">[rows x size], in the batch's order, written.</param>
    public abstract void Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state, Matrix output);

    /// <summary>
    /// Adds to <paramref name="inputGradient"/>, which is in time-major order. The state that came in counts as a constant: gradients end
    /// at the segment's start.
    /// </summary>
    public abstract void Backward(Pass pass, SequenceBatch batch, Matrix outputGradient, Matrix inputGradient);
}
