using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Networks.Recurrent;

/// <summary>Rows are read in order by recurrent layers.</summary>
internal sealed class RecurrentEncoder(RecurrentStack stack) : Encoder
{
    public override int OutputSize => stack.OutputSize;

    public override int StateSize => stack.StateSize;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state) => stack.Forward(pass, batch, input, state);

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient) =>
        stack.Backward(pass, batch, gradient, stateGradient);
}
