using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>From one vector a token to one vector a token that knows its context: what the managed engine's encoder of the same options computes.</summary>
internal abstract class Encoder : IDisposable
{
    public abstract int OutputSize { get; }

    /// <summary>The shapes of what a sequence hands on to its next segment.</summary>
    public abstract IReadOnlyList<long[]> StateShapes { get; }

    /// <summary>Builds the encoder of some options.</summary>
    /// <param name="pass">Has the parameters.</param>
    /// <param name="options">The kind, with its options.</param>
    /// <param name="name">What the names of its parameters begin with.</param>
    public static Encoder Build(Pass pass, EncoderOptions options, string name) => options switch
    {
        AttentionLstmOptions chained => new ChainedEncoder(
            new BlockEncoder(chained, $"{name}attention."),
            new RecurrentEncoder(pass, new LstmOptions { HiddenSize = chained.HiddenSize, Bidirectional = chained.Bidirectional }, $"{name}lstm.", chained.EmbeddingSize)),
        PretrainedOptions { MemoryOverSegments: { } memory } transformer => new SegmentMemory(pass, name, new TransformerEncoder(transformer, name), transformer.SegmentLength, memory),
        PretrainedOptions transformer => new TransformerEncoder(transformer, name),
        BlockOptions blocks => new BlockEncoder(blocks, name),
        RecurrentOptions recurrent => new RecurrentEncoder(pass, recurrent, name, recurrent.EmbeddingSize),
        TorchSharpModuleEncoder module => new ModuleEncoder(pass, module, name),
        _ => throw new NotSupportedException($"The TorchSharp engine has no encoder of the kind {options.Kind}."),
    };

    /// <param name="pass">What layers need.</param>
    /// <param name="batch">The sequences: segments of documents.</param>
    /// <param name="rows">[rows x inputs].</param>
    /// <param name="state">
    /// For each of the <see cref="StateShapes"/> [sequences x that shape]: what the segment before left, zeros at a document's start; replaced by
    /// what this one leaves. Empty where every document has this one segment.
    /// </param>
    /// <returns>[rows x OutputSize].</returns>
    public abstract Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state);

    public virtual void Dispose()
    {
    }
}
