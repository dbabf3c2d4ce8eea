using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Encoders;

internal sealed class LstmEncoder(ParameterLayout layout, string name, EncoderOptions options) : Encoder
{
    private readonly Lstm _lstm =
        new(layout, name, options.EmbeddingSize, options.HiddenSize, options.Layers, options.Bidirectional, options.Dropout);

    public override int OutputSize => _lstm.OutputSize;

    public override int StateSize => _lstm.StateSize;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state) => _lstm.Forward(pass, batch, input, state);

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient) => _lstm.Backward(pass, batch, gradient);
}
