using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Networks.Blocks;

/// <summary>
/// Positions, n residual blocks, a last norm (needed where the norms stand in front; Xiong 2020). The blocks mix by attention or by
/// an external memory.
/// </summary>
internal sealed class BlockEncoder : SlabEncoder
{
    private readonly Positions? _positions;
    private readonly Dropout _dropout;
    private readonly ResidualBlock[] _blocks;
    private readonly LayerNorm _norm;

    public BlockEncoder(ParameterLayout layout, string name, BlockOptions options)
    {
        OutputSize = options.EmbeddingSize;
        _positions = options.Positions switch
        {
            PositionalEncoding.Learned => new Positions.Learned(layout, $"{name}positions", options.LearnedPositions, OutputSize),
            PositionalEncoding.Sinusoidal => new Positions.Sinusoidal(OutputSize, (float)options.AmplitudeOfPositions),
            _ => null,
        };
        _dropout = new Dropout(options.DropoutRate);
        _blocks = new ResidualBlock[options.Layers];
        for (int layer = 0; layer < _blocks.Length; layer++)
        {
            string blockName = $"{name}layers.{layer}.";
            _blocks[layer] = new ResidualBlock(layout, blockName, options.BuildMixing(layout, blockName), OutputSize, options.FeedForwardSize, options.DropoutRate);
        }

        _norm = new LayerNorm(layout, $"{name}norm", OutputSize);
    }

    public override int OutputSize { get; }

    public override int StateSize => _blocks.Length * _blocks[0].StateSize;

    protected override Matrix ForwardSlab(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Matrix rows = _dropout.Forward(pass, _positions?.Forward(pass, batch, input) ?? input);
        int stateSize = state.Columns / _blocks.Length;
        for (int layer = 0; layer < _blocks.Length; layer++)
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            rows = _blocks[layer].Forward(pass, batch, rows, state.ColumnRange(layer * stateSize, stateSize));
        }

        return _norm.Forward(pass, rows);
    }

    protected override Matrix BackwardSlab(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        int stateSize = stateGradient.Columns / _blocks.Length;
        gradient = _norm.Backward(pass, gradient);
        for (int layer = _blocks.Length - 1; layer >= 0; layer--)
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            gradient = _blocks[layer].Backward(pass, batch, gradient, stateGradient.ColumnRange(layer * stateSize, stateSize));
        }

        gradient = _dropout.Backward(pass, gradient);
        _positions?.Backward(pass, batch, gradient);
        return gradient;
    }
}
