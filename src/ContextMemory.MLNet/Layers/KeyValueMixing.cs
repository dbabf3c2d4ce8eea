using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>Rows learn of earlier rows through an external memory, then a linear layer.</summary>
internal sealed class KeyValueMixing(ParameterLayout layout, string name, int size, int slots, WriteGate? gate) : MixingLayer
{
    private readonly KeyValueMemory _memory = new(layout, $"{name}memory.", size, slots, gate);
    private readonly Linear _output = new(layout, $"{name}memory.out_proj", size, size);

    public override int StateSize => _memory.StateSize;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Matrix values = state.Columns > 0 ? state : pass.Arena.AllocateCleared(batch.Count, StateSize);
        return _output.Forward(pass, _memory.Forward(pass, batch, input, values));
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Matrix values = stateGradient.Columns > 0 ? stateGradient : pass.Arena.AllocateCleared(batch.Count, StateSize);
        return _memory.Backward(pass, batch, _output.Backward(pass, gradient), values);
    }
}
