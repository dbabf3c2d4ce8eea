using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Recurrent;
using ContextMemory.MLNet.Networks.AttentionLstm;
using ContextMemory.MLNet.Networks.Blocks;
using ContextMemory.MLNet.Networks.Recurrent;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

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

    public static Encoder Create(ParameterLayout layout, string name, EncoderOptions options) => options.Kind switch
    {
        EncoderKind.Attention or EncoderKind.KeyValueMemory => new BlockEncoder(layout, name, options),
        EncoderKind.AttentionLstm => new ChainedEncoder(
            new BlockEncoder(layout, $"{name}attention.", options), CreateRecurrent(layout, $"{name}lstm.", options)),
        _ => CreateRecurrent(layout, name, options),
    };

    private static RecurrentEncoder CreateRecurrent(ParameterLayout layout, string name, EncoderOptions options)
    {
        DirectionFactory create = options.Kind switch
        {
            EncoderKind.Lstm or EncoderKind.AttentionLstm =>
                (layer, inputs, reverse) => new LstmDirection(layout, name, layer, inputs, options.HiddenSize, reverse),
            EncoderKind.Gru =>
                (layer, inputs, reverse) => new GruDirection(layout, name, layer, inputs, options.HiddenSize, reverse),
            EncoderKind.GatedMemory =>
                (layer, inputs, reverse) =>
                    new GatedMemoryDirection(layout, name, layer, inputs, options.HiddenSize, reverse, options.GatesSeeMemory),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no encoder of this kind."),
        };
        int layers = options.Kind == EncoderKind.AttentionLstm ? 1 : options.Layers;
        return new RecurrentEncoder(
            new RecurrentStack(create, options.EmbeddingSize, options.HiddenSize, layers, options.Bidirectional, options.DropoutRate));
    }
}
