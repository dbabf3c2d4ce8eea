using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>Makes one direction of one layer.</summary>
internal delegate RecurrentDirection DirectionFactory(int layer, int inputs, bool reverse);

/// <summary>
/// n recurrent layers in one or two directions (Graves 2005). Shapes: [rows x inputs] to [rows x outputs] with outputs = size, or
/// 2 size where there are two directions: the forward one first.
/// </summary>
internal sealed class RecurrentStack
{
    private readonly int _size;
    private readonly RecurrentDirection[][] _layers;
    private readonly Dropout _dropout;

    public RecurrentStack(DirectionFactory create, int inputs, int size, int layers, bool bidirectional, double dropout)
    {
        _size = size;
        _dropout = new Dropout(dropout);
        int directions = bidirectional ? 2 : 1;
        OutputSize = directions * size;
        _layers = new RecurrentDirection[layers][];
        for (int layer = 0; layer < layers; layer++)
        {
            _layers[layer] = new RecurrentDirection[directions];
            for (int direction = 0; direction < directions; direction++)
            {
                _layers[layer][direction] = create(layer, layer == 0 ? inputs : OutputSize, reverse: direction == 1);
            }
        }
    }

    public int OutputSize { get; }

    /// <summary>
    /// Floats a sequence hands on to its next segment. Only the forward direction does: the backward one has nothing behind a segment
    /// to start from.
    /// </summary>
    public int StateSize => _layers.Length * LayerStateSize;

    private int LayerStateSize => _layers[0][0].StateSize;

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x inputs], each sequence's rows together.</param>
    /// <param name="state">
    /// [sequences x StateSize]: what the segment before left, zeros at a document's start; overwritten by what this one leaves. Without
    /// columns where every document has this one segment.
    /// </param>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Arena arena = pass.Arena;
        bool hasState = state.Columns > 0;
        Matrix ordered = hasState ? arena.Allocate(batch.Count, StateSize) : arena.AllocateCleared(batch.Count, StateSize);
        if (hasState)
        {
            RowMoves.Gather(state, batch.ByLength, ordered);
        }

        for (int layer = 0; layer < _layers.Length; layer++)
        {
            if (layer > 0)
            {
                _dropout.Forward(pass, input);
            }

            Matrix rows = arena.Allocate(input.Rows, input.Columns);
            RowMoves.Gather(input, batch.TimeMajorRows, rows);
            Matrix output = arena.Allocate(input.Rows, OutputSize);
            ForwardLayer(pass, batch, _layers[layer], rows, ordered.ColumnRange(layer * LayerStateSize, LayerStateSize), output);
            input = output;
        }

        if (hasState)
        {
            RowMoves.Scatter(ordered, batch.ByLength, state);
        }

        return input;
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">[rows x outputs].</param>
    /// <param name="stateGradient">
    /// [sequences x StateSize]: the gradient of the state that the segment left; overwritten by that of the state it started from. Without
    /// columns where gradients end at the segment's borders.
    /// </param>
    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Arena arena = pass.Arena;
        Matrix ordered = arena.Allocate(batch.Count, stateGradient.Columns);
        RowMoves.Gather(stateGradient, batch.ByLength, ordered);
        int layerStateSize = ordered.Columns / _layers.Length;
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            Matrix inputGradient = arena.AllocateCleared(gradient.Rows, _layers[layer][0].InputSize);
            for (int direction = _layers[layer].Length - 1; direction >= 0; direction--)
            {
                _layers[layer][direction].Backward(
                    pass,
                    batch,
                    gradient.ColumnRange(direction * _size, _size),
                    inputGradient,
                    ordered.ColumnRange(layer * layerStateSize, direction == 0 ? layerStateSize : 0));
            }

            gradient = arena.Allocate(inputGradient.Rows, inputGradient.Columns);
            RowMoves.Scatter(inputGradient, batch.TimeMajorRows, gradient);
            if (layer > 0)
            {
                gradient = _dropout.Backward(pass, gradient);
            }
        }

        RowMoves.Scatter(ordered, batch.ByLength, stateGradient);
        return gradient;
    }

    private void ForwardLayer(Pass pass, SequenceBatch batch, RecurrentDirection[] directions, Matrix rows, Matrix state, Matrix output)
    {
        bool isBackwardToo = directions.Length > 1;
        Matrix backwardState = isBackwardToo ? pass.Arena.AllocateCleared(batch.Count, LayerStateSize) : default;
        if (isBackwardToo && pass.Side is { } side)
        {
            side.Reset();
            ForwardAtOnce(pass, side, batch, directions, rows, state, backwardState, output);
            return;
        }

        for (int direction = 0; direction < directions.Length; direction++)
        {
            Matrix columns = output.ColumnRange(direction * _size, _size);
            directions[direction].Forward(pass, batch, rows, direction == 0 ? state : backwardState, columns);
        }
    }

    // Apart from its caller, for the lambda takes memory wherever its method is called.
    private void ForwardAtOnce(
        Pass pass, Pass side, SequenceBatch batch, RecurrentDirection[] directions, Matrix rows, Matrix state, Matrix backwardState, Matrix output) =>
        PoolLoop.Run(2, 2, direction =>
        {
            Matrix columns = output.ColumnRange(direction * _size, _size);
            directions[direction].Forward(direction == 0 ? pass : side, batch, rows, direction == 0 ? state : backwardState, columns);
        });
}
