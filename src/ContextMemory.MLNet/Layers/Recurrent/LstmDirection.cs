using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>
/// Long short-term memory (Hochreiter 1997, with the forget gate of Gers 2000): i, f, o = sigmoid and g = tanh of W x + U h + b,
/// c' = f c + i g, h' = o tanh(c'). Parameters are named and laid out as in PyTorch: rows of the weights in the order i, f, g, o.
/// </summary>
internal sealed unsafe class LstmDirection : RecurrentDirection
{
    private const int Gates = 4;

    // The hidden values and the cells.
    private const int StateParts = 2;

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

    public override int InputSize => _inputWeight.Columns;

    public override int StateSize => StateParts * _size;

    public override void Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state, Matrix output)
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
        Matrix firstCell = arena.Allocate(state.Rows, _size);
        state.ColumnRange(_size, _size).CopyTo(firstCell);
        Panels recurrent = pass.Weights.Transposed(_hiddenWeight);
        var steps = new StepOrder(batch, _reverse);
        for (int i = 0; i < steps.Count; i++)
        {
            int step = steps.At(i);
            int offset = steps.Offset(step);
            int count = steps.Size(step);
            int continued = steps.Continued(step, out int before);
            Matrix previous = hiddenBefore.RowRange(offset, count);
            for (int s = 0; s < count; s++)
            {
                (s < continued ? output.Row(before + s) : state.Row(s)[.._size]).CopyTo(previous.Row(s));
            }

            kernels.MultiplyAdd(previous, recurrent, gates.RowRange(offset, count));
            for (int s = 0; s < count; s++)
            {
                int row = offset + s;
                float* previousCell = s < continued ? cells.RowData(before + s) : firstCell.RowData(s);
                kernels.MemoryCell(
                    Cell(gates.RowData(row)), previousCell, cells.RowData(row), cellTanh.RowData(row), output.RowData(row));
            }
        }

        steps.LeaveLastRows(output, state.ColumnRange(0, _size));
        steps.LeaveLastRows(cells, state.ColumnRange(_size, _size));

        pass.Keep(input);
        pass.Keep(gates);
        pass.Keep(hiddenBefore);
        pass.Keep(cells);
        pass.Keep(cellTanh);
        pass.Keep(firstCell);
    }

    public override void Backward(Pass pass, SequenceBatch batch, Matrix outputGradient, Matrix inputGradient)
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
        var steps = new StepOrder(batch, _reverse);
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            int step = steps.At(i);
            int offset = steps.Offset(step);
            int count = steps.Size(step);
            Matrix gradient = hiddenGradient.RowRange(0, count);
            outputGradient.RowRange(offset, count).CopyTo(gradient);
            int followed = steps.Followed(step, out int after);
            if (followed > 0)
            {
                kernels.MultiplyAdd(gates.RowRange(after, followed), recurrent, gradient.RowRange(0, followed));
            }

            int continued = steps.Continued(step, out int before);
            for (int s = 0; s < count; s++)
            {
                int row = offset + s;
                float* previousCell = s < continued ? cells.RowData(before + s) : firstCell.RowData(s);
                kernels.MemoryCellBackward(
                    Cell(gates.RowData(row)), previousCell, cellTanh.RowData(row), gradient.RowData(s), cellGradient.RowData(s));
            }
        }

        kernels.MultiplyTransposedAdd(gates, hiddenBefore, pass.GradientOf(_hiddenWeight));
        kernels.MultiplyTransposedAdd(gates, input, pass.GradientOf(_inputWeight));
        kernels.AddColumnSums(gates, pass.GradientOf(_inputBias));
        kernels.AddColumnSums(gates, pass.GradientOf(_hiddenBias));
        kernels.MultiplyAdd(gates, pass.Weights.Straight(_inputWeight), inputGradient);
    }

    private MemoryCellGates Cell(float* gates) =>
        new(_size, input: gates, forget: gates + _size, candidate: gates + 2 * _size, output: gates + 3 * _size);

    /// <summary>A forget gate that starts open lets gradients through from the first step (Jozefowicz 2015).</summary>
    private static void OpenForgetGates(RandomStream random, Matrix bias)
    {
        bias.Clear();
        int size = bias.Columns / Gates;
        bias.ColumnRange(size, size).Span.Fill(1);
    }
}
