using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// One layer of an LSTM read in one direction. All rows are in time-major order, so a step works on neighbouring rows; sequences
/// are ordered longest first, so those still alive at a step are the first ones. Parameters are named and laid out as in PyTorch:
/// rows of the weights in the order input gate, forget gate, candidate, output gate.
/// </summary>
internal sealed unsafe class LstmDirection
{
    private const int Gates = 4;

    private readonly int _size;
    private readonly bool _reverse;
    private readonly Parameter _inputWeight;
    private readonly Parameter _hiddenWeight;
    private readonly Parameter _inputBias;
    private readonly Parameter _hiddenBias;

    public LstmDirection(ParameterLayout layout, string name, int layer, int inputs, int size, bool reverse)
    {
        _size = size;
        _reverse = reverse;
        string suffix = $"l{layer}{(reverse ? "_reverse" : "")}";
        Initializer uniform = Initializers.Uniform(1 / Math.Sqrt(size));
        _inputWeight = layout.Add($"{name}weight_ih_{suffix}", Gates * size, inputs, uniform);
        _hiddenWeight = layout.Add($"{name}weight_hh_{suffix}", Gates * size, size, uniform);
        _inputBias = layout.Add($"{name}bias_ih_{suffix}", 1, Gates * size, OpenForgetGates);
        _hiddenBias = layout.Add($"{name}bias_hh_{suffix}", 1, Gates * size, Initializers.Zero);
    }

    public int InputSize => _inputWeight.Columns;

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x inputs].</param>
    /// <param name="hidden">[sequences x size], longest first: what the segment before left; overwritten by what this one leaves.</param>
    /// <param name="cell">The same for the cells.</param>
    /// <param name="output">[rows x size], written.</param>
    public void Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix hidden, Matrix cell, Matrix output)
    {
        Arena arena = pass.Arena;
        Kernels kernels = pass.Kernels;
        Matrix bias = arena.Allocate(1, Gates * _size);
        pass.Weights[_inputBias].CopyTo(bias);
        kernels.Add(pass.Weights[_hiddenBias].Span, bias.Span);
        Matrix gates = arena.Allocate(input.Rows, Gates * _size);
        kernels.MultiplyAddBias(input, pass.Weights.Transposed(_inputWeight), bias, gates);

        Matrix hiddenBefore = arena.Allocate(input.Rows, _size);
        Matrix cells = arena.Allocate(input.Rows, _size);
        Matrix cellTanh = arena.Allocate(input.Rows, _size);
        Matrix firstCell = arena.Allocate(cell.Rows, _size);
        cell.CopyTo(firstCell);
        Panels recurrent = pass.Weights.Transposed(_hiddenWeight);
        for (int i = 0; i < batch.StepCount; i++)
        {
            int step = _reverse ? batch.StepCount - 1 - i : i;
            int offset = batch.StepOffset(step);
            int count = batch.StepSize(step);
            int continued = Continued(batch, step, out int before);
            Matrix previous = hiddenBefore.RowRange(offset, count);
            for (int s = 0; s < count; s++)
            {
                (s < continued ? output.Row(before + s) : hidden.Row(s)).CopyTo(previous.Row(s));
            }

            kernels.MultiplyAdd(previous, recurrent, gates.RowRange(offset, count));
            for (int s = 0; s < count; s++)
            {
                int row = offset + s;
                float* previousCell = s < continued ? cells.RowData(before + s) : firstCell.RowData(s);
                kernels.LstmCell(_size, gates.RowData(row), previousCell, cells.RowData(row), cellTanh.RowData(row), output.RowData(row));
            }
        }

        LeaveState(batch, output, cells, hidden, cell);
        pass.Keep(input);
        pass.Keep(gates);
        pass.Keep(hiddenBefore);
        pass.Keep(cells);
        pass.Keep(cellTanh);
        pass.Keep(firstCell);
    }

    /// <summary>Adds to <paramref name="inputGradient"/>. The state that came in counts as a constant: gradients end at the segment's start.</summary>
    public void Backward(Pass pass, SequenceBatch batch, Matrix outputGradient, Matrix inputGradient)
    {
        Matrix firstCell = pass.Take();
        Matrix cellTanh = pass.Take();
        Matrix cells = pass.Take();
        Matrix hiddenBefore = pass.Take();
        Matrix gates = pass.Take();
        Matrix input = pass.Take();
        Kernels kernels = pass.Kernels;
        Matrix cellGradient = pass.Arena.AllocateCleared(batch.Count, _size);
        Matrix hiddenGradient = pass.Arena.Allocate(batch.Count, _size);
        Panels recurrent = pass.Weights.Straight(_hiddenWeight);
        for (int i = batch.StepCount - 1; i >= 0; i--)
        {
            int step = _reverse ? batch.StepCount - 1 - i : i;
            int offset = batch.StepOffset(step);
            int count = batch.StepSize(step);
            Matrix gradient = hiddenGradient.RowRange(0, count);
            outputGradient.RowRange(offset, count).CopyTo(gradient);
            int followed = Followed(batch, step, out int after);
            if (followed > 0)
            {
                kernels.MultiplyAdd(gates.RowRange(after, followed), recurrent, gradient.RowRange(0, followed));
            }

            int continued = Continued(batch, step, out int before);
            for (int s = 0; s < count; s++)
            {
                int row = offset + s;
                float* previousCell = s < continued ? cells.RowData(before + s) : firstCell.RowData(s);
                kernels.LstmCellBackward(
                    _size, gates.RowData(row), previousCell, cellTanh.RowData(row), gradient.RowData(s), cellGradient.RowData(s));
            }
        }

        kernels.MultiplyTransposedAdd(gates, hiddenBefore, pass.GradientOf(_hiddenWeight));
        kernels.MultiplyTransposedAdd(gates, input, pass.GradientOf(_inputWeight));
        kernels.AddColumnSums(gates, pass.GradientOf(_inputBias));
        kernels.AddColumnSums(gates, pass.GradientOf(_hiddenBias));
        kernels.MultiplyAdd(gates, pass.Weights.Straight(_inputWeight), inputGradient);
    }

    /// <summary>How many sequences of a step were at work in the step read before it, and where that step's rows start.</summary>
    private int Continued(SequenceBatch batch, int step, out int before)
    {
        int other = _reverse ? step + 1 : step - 1;
        before = other >= 0 && other < batch.StepCount ? batch.StepOffset(other) : 0;
        return _reverse ? batch.StepSize(other) : step > 0 ? batch.StepSize(step) : 0;
    }

    /// <summary>How many sequences of a step go on to the step read after it, and where that step's rows start.</summary>
    private int Followed(SequenceBatch batch, int step, out int after)
    {
        int other = _reverse ? step - 1 : step + 1;
        after = other >= 0 && other < batch.StepCount ? batch.StepOffset(other) : 0;
        return _reverse ? step > 0 ? batch.StepSize(step) : 0 : batch.StepSize(other);
    }

    private void LeaveState(SequenceBatch batch, Matrix output, Matrix cells, Matrix hidden, Matrix cell)
    {
        for (int s = 0; s < batch.Count; s++)
        {
            int length = batch.Length(batch.ByLength[s]);
            if (length > 0)
            {
                int row = batch.StepOffset(_reverse ? 0 : length - 1) + s;
                output.Row(row).CopyTo(hidden.Row(s));
                cells.Row(row).CopyTo(cell.Row(s));
            }
        }
    }

    /// <summary>A forget gate that starts open lets gradients through from the first step (Jozefowicz 2015).</summary>
    private static void OpenForgetGates(RandomStream random, Matrix bias)
    {
        bias.Clear();
        int size = bias.Columns / Gates;
        bias.ColumnRange(size, size).Span.Fill(1);
    }
}
