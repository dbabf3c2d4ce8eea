using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Networks.Blocks;

/// <summary>
/// Positions, n residual blocks, a last norm (needed where the norms stand in front; Xiong 2020). The blocks mix by attention or by
/// an external memory.
/// </summary>
internal sealed class BlockEncoder : Encoder
{
    // What a layer makes of so many rows is still in the second level cache when the next one reads it. While learning, gradients of
    // weights go through the cache as well: that pays for more rows only.
    private const int ScoringRows = 256;
    private const int LearningRows = 512;

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

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Matrix output = pass.Arena.Allocate(input.Rows, OutputSize);
        foreach (SequenceBatch.Slab slab in batch.Split(RowsTogether(pass)))
        {
            Arena.Mark mark = pass.Arena.Now;
            SequenceBatch sequences = slab.Sequences;
            Matrix slabState = state.RowRange(slab.FirstSequence, sequences.Count);
            ForwardSlab(pass, sequences, slab.RowsOf(input), slabState).CopyTo(slab.RowsOf(output));
            if (!pass.KeepsActivations)
            {
                pass.Arena.Release(mark);
            }
        }

        return output;
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Matrix inputGradient = pass.Arena.Allocate(gradient.Rows, OutputSize);
        ReadOnlySpan<SequenceBatch.Slab> slabs = batch.Split(RowsTogether(pass));
        for (int i = slabs.Length - 1; i >= 0; i--)
        {
            Arena.Mark mark = pass.Arena.Now;
            SequenceBatch sequences = slabs[i].Sequences;
            Matrix slabState = stateGradient.RowRange(slabs[i].FirstSequence, sequences.Count);
            BackwardSlab(pass, sequences, slabs[i].RowsOf(gradient), slabState).CopyTo(slabs[i].RowsOf(inputGradient));
            pass.Arena.Release(mark);
        }

        return inputGradient;
    }

    // The same whenever a batch is learned from: what is read twice must draw the same random numbers for the same rows.
    private static int RowsTogether(Pass pass) => pass.IsTraining ? LearningRows : ScoringRows;

    private Matrix ForwardSlab(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
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

    private Matrix BackwardSlab(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
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
