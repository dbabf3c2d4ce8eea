using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// n layers of LSTM in one or two directions (Hochreiter 1997; Graves 2005). Shapes: [rows x inputs] to [rows x outputs] with
/// outputs = size, or 2 size where there are two directions: the forward one first.
/// </summary>
internal sealed class Lstm
{
    // The hidden values and the cells.
    private const int StateParts = 2;

    private readonly int _size;
    private readonly LstmDirection[][] _layers;
    private readonly Dropout _dropout;

    public Lstm(ParameterLayout layout, string name, int inputs, int size, int layers, bool bidirectional, double dropout)
    {
        _size = size;
        _dropout = new Dropout(dropout);
        int directions = bidirectional ? 2 : 1;
        OutputSize = directions * size;
        StateSize = layers * StateParts * size;
        _layers = new LstmDirection[layers][];
        for (int layer = 0; layer < layers; layer++)
        {
            int layerInputs = layer == 0 ? inputs : OutputSize;
            _layers[layer] = new LstmDirection[directions];
            for (int direction = 0; direction < directions; direction++)
            {
                _layers[layer][direction] = new LstmDirection(layout, name, layer, layerInputs, size, reverse: direction == 1);
            }
        }
    }

    public int OutputSize { get; }

    /// <summary>
    /// Floats a sequence hands on to its next segment. Only the forward direction does: the backward one has nothing behind a segment
    /// to start from.
    /// </summary>
    public int StateSize { get; }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x inputs], each sequence's rows together.</param>
    /// <param name="state">[sequences x StateSize]: what the segment before left; overwritten by what this one leaves.</param>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Arena arena = pass.Arena;
        Matrix rows = arena.Allocate(input.Rows, input.Columns);
        RowMoves.Gather(input, batch.TimeMajorRows, rows);
        Matrix ordered = arena.Allocate(state.Rows, state.Columns);
        RowMoves.Gather(state, batch.ByLength, ordered);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            if (layer > 0)
            {
                _dropout.Forward(pass, rows);
            }

            Matrix output = arena.Allocate(input.Rows, OutputSize);
            int start = layer * StateParts * _size;
            Run(_layers[layer][0], ordered.ColumnRange(start, _size), ordered.ColumnRange(start + _size, _size), 0);
            if (_layers[layer].Length > 1)
            {
                Matrix none = arena.AllocateCleared(batch.Count, StateParts * _size);
                Run(_layers[layer][1], none.ColumnRange(0, _size), none.ColumnRange(_size, _size), _size);
            }

            rows = output;

            void Run(LstmDirection direction, Matrix hidden, Matrix cell, int column) =>
                direction.Forward(pass, batch, rows, hidden, cell, output.ColumnRange(column, _size));
        }

        RowMoves.Scatter(ordered, batch.ByLength, state);
        Matrix result = arena.Allocate(input.Rows, OutputSize);
        RowMoves.Scatter(rows, batch.TimeMajorRows, result);
        return result;
    }

    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient)
    {
        Arena arena = pass.Arena;
        Matrix rows = arena.Allocate(gradient.Rows, gradient.Columns);
        RowMoves.Gather(gradient, batch.TimeMajorRows, rows);
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            Matrix inputGradient = arena.AllocateCleared(rows.Rows, _layers[layer][0].InputSize);
            for (int direction = _layers[layer].Length - 1; direction >= 0; direction--)
            {
                _layers[layer][direction].Backward(pass, batch, rows.ColumnRange(direction * _size, _size), inputGradient);
            }

            rows = layer > 0 ? _dropout.Backward(pass, inputGradient) : inputGradient;
        }

        Matrix result = arena.Allocate(rows.Rows, rows.Columns);
        RowMoves.Scatter(rows, batch.TimeMajorRows, result);
        return result;
    }
}
