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

    /// <summary>From the gradient of the output (may be changed) to that of the input.</summary>
    public abstract Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient);
}
