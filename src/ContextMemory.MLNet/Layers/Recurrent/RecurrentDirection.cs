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

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="outputGradient">[rows x size], in the batch's order.</param>
    /// <param name="inputGradient">[rows x inputs], in time-major order; added to.</param>
    /// <param name="stateGradient">
    /// [sequences x StateSize], longest first: the gradient of the state that the segment left; overwritten by that of the state it started
    /// from. Without columns where gradients end at the segment's borders.
    /// </param>
    public abstract void Backward(Pass pass, SequenceBatch batch, Matrix outputGradient, Matrix inputGradient, Matrix stateGradient);

    /// <summary>Adds the gradient of what sequences left to those of their last hidden values: of the ones that end in a step.</summary>
    /// <param name="kernels">To compute with.</param>
    /// <param name="left">[sequences x size], or without columns.</param>
    /// <param name="gradient">[sequences in the step x size].</param>
    /// <param name="followed">Sequences of the step that go on.</param>
    private protected static void AddLeft(Kernels kernels, Matrix left, Matrix gradient, int followed)
    {
        for (int s = followed; left.Columns > 0 && s < gradient.Rows; s++)
        {
            kernels.Add(left.Row(s), gradient.Row(s));
        }
    }
}
