using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Encoders;

/// <summary>Positions, n attention blocks, a last norm (needed where the norms stand in front; Xiong 2020).</summary>
internal sealed class AttentionEncoder : Encoder
{
    private readonly Positions _positions;
    private readonly Dropout _dropout;
    private readonly AttentionBlock[] _blocks;
    private readonly LayerNorm _norm;

    public AttentionEncoder(ParameterLayout layout, string name, EncoderOptions options)
    {
        OutputSize = options.EmbeddingSize;
        _positions = options.Positions == PositionalEncoding.Learned
            ? new Positions.Learned(layout, $"{name}positions", options.LearnedPositions, OutputSize)
            : new Positions.Sinusoidal(OutputSize);
        _dropout = new Dropout(options.Dropout);
        _blocks = new AttentionBlock[options.Layers];
        for (int layer = 0; layer < _blocks.Length; layer++)
        {
            _blocks[layer] = new AttentionBlock(
                layout, $"{name}layers.{layer}.", OutputSize, options.Heads, options.FeedForwardSize, options.Causal, options.Dropout);
        }

        _norm = new LayerNorm(layout, $"{name}norm", OutputSize);
    }

    public override int OutputSize { get; }

    public override int StateSize => 0;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Matrix rows = _dropout.Forward(pass, _positions.Forward(pass, batch, input));
        foreach (AttentionBlock block in _blocks)
        {
            rows = block.Forward(pass, batch, rows);
        }

        return _norm.Forward(pass, rows);
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient)
    {
        gradient = _norm.Backward(pass, gradient);
        for (int layer = _blocks.Length - 1; layer >= 0; layer--)
        {
            gradient = _blocks[layer].Backward(pass, batch, gradient);
        }

        gradient = _dropout.Backward(pass, gradient);
        _positions.Backward(pass, batch, gradient);
        return gradient;
    }
}
