using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>Rows learn of earlier rows through an external memory, then a linear layer.</summary>
internal sealed class KeyValueMixing(ParameterLayout layout, string name, int size, int slots, double? writeCost) : MixingLayer
{
    private readonly KeyValueMemory _memory = new(layout, $"{name}memory.", size, slots, writeCost);
    private readonly Linear _output = new(layout, $"{name}memory.out_proj", size, size);

    public override int StateSize => _memory.StateSize;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state) =>
        _output.Forward(pass, _memory.Forward(pass, batch, input, OrZeros(pass, batch, state)));

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Matrix values = OrZeros(pass, batch, stateGradient);
        return _memory.Backward(pass, batch, _output.Backward(pass, gradient), values);
    }
}
