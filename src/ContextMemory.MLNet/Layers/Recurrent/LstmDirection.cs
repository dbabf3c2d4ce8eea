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
        _inputBias = layout.Add($"{name}bias_ih_{suffix}", 1, Gates * size, Initializers.OpenForgetGates);
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
        Panels inputWeight = pass.Weights.Transposed(_inputWeight);
        Panels hiddenWeight = pass.Weights.Transposed(_hiddenWeight);
        Matrix hidden = state.ColumnRange(0, _size);
        Matrix cell = state.ColumnRange(_size, _size);
        bool keeps = pass.KeepsActivations;
        var steps = new StepOrder(batch, _reverse);
        Matrix gates = arena.Allocate(keeps ? input.Rows : steps.MostChunkRows, Gates * _size);
        Matrix hiddenBefore = arena.Allocate(keeps ? input.Rows : 0, _size);
        Matrix cellBefore = arena.Allocate(keeps ? input.Rows : 0, _size);
        Matrix cellTanh = arena.Allocate(keeps ? input.Rows : 1, _size);
        for (int place = 0; place < steps.Count;)
        {
            StepChunk chunk = steps.ChunkFrom(place);
            Matrix chunkGates = keeps ? chunk.Of(gates) : gates.RowRange(0, chunk.RowCount);
            kernels.MultiplyAddBias(chunk.Of(input), inputWeight, bias, chunkGates);
            for (; place < chunk.End; place++)
            {
                int step = steps.At(place);
                int offset = steps.Offset(step);
                int count = steps.Size(step);
                Matrix stepGates = chunkGates.RowRange(offset - chunk.FirstRow, count);
                Matrix working = hidden.RowRange(0, count);
                if (keeps)
                {
                    working.CopyTo(hiddenBefore.RowRange(offset, count));
                    cell.RowRange(0, count).CopyTo(cellBefore.RowRange(offset, count));
                }

                kernels.MultiplyAdd(working, hiddenWeight, stepGates);
                for (int s = 0; s < count; s++)
                {
                    float* tanh = cellTanh.RowData(keeps ? offset + s : 0);
                    kernels.MemoryCell(Cell(stepGates.RowData(s)), cell.RowData(s), cell.RowData(s), tanh, working.RowData(s));
                }

                RowMoves.Scatter(working, steps.Rows(step), output);
            }

            pass.Observer?.SeeGates(
                this, _reverse, batch, chunk.FirstRow, forget: chunkGates.ColumnRange(_size, _size), input: chunkGates.ColumnRange(0, _size));
        }

        pass.Keep(input);
        pass.Keep(gates);
        pass.Keep(hiddenBefore);
        pass.Keep(cellBefore);
        pass.Keep(cellTanh);
    }

    public override void Backward(Pass pass, SequenceBatch batch, Matrix outputGradient, Matrix inputGradient, Matrix stateGradient)
    {
        Matrix cellTanh = pass.Take();
        Matrix cellBefore = pass.Take();
        Matrix hiddenBefore = pass.Take();
        Matrix gates = pass.Take();
        Matrix input = pass.Take();
        Kernels kernels = pass.Kernels;
        bool crosses = stateGradient.Columns > 0;
        Matrix leftHidden = stateGradient.ColumnRange(0, crosses ? _size : 0);
        Matrix cellGradient = crosses ? stateGradient.ColumnRange(_size, _size) : pass.Arena.AllocateCleared(batch.Count, _size);
        Matrix hiddenGradient = pass.Arena.Allocate(batch.Count, _size);
        Matrix biasGradient = pass.Arena.AllocateCleared(1, Gates * _size);
        Panels hiddenWeight = pass.Weights.Straight(_hiddenWeight);
        Panels inputWeight = pass.Weights.Straight(_inputWeight);
        var steps = new StepOrder(batch, _reverse);
        for (int place = steps.Count; place > 0;)
        {
            StepChunk chunk = steps.ChunkBefore(place);
            while (place > chunk.Start)
            {
                int step = steps.At(--place);
                int offset = steps.Offset(step);
                int count = steps.Size(step);
                Matrix gradient = hiddenGradient.RowRange(0, count);
                RowMoves.Gather(outputGradient, steps.Rows(step), gradient);
                int followed = steps.Followed(step, out int after);
                if (followed > 0)
                {
                    kernels.MultiplyAdd(gates.RowRange(after, followed), hiddenWeight, gradient.RowRange(0, followed));
                }

                AddLeft(kernels, leftHidden, gradient, followed);

                for (int s = 0; s < count; s++)
                {
                    int row = offset + s;
                    kernels.MemoryCellBackward(
                        Cell(gates.RowData(row)),
                        cellBefore.RowData(row),
                        cellTanh.RowData(row),
                        gradient.RowData(s),
                        cellGradient.RowData(s));
                }
            }

            Matrix gateGradient = chunk.Of(gates);
            kernels.MultiplyTransposedAdd(
                gateGradient,
                chunk.Of(hiddenBefore),
                pass.GradientOf(_hiddenWeight),
                chunk.Of(input),
                pass.GradientOf(_inputWeight));
            kernels.AddColumnSums(gateGradient, biasGradient);
            kernels.MultiplyAdd(gateGradient, inputWeight, chunk.Of(inputGradient));
        }

        if (crosses)
        {
            kernels.Multiply(gates.RowRange(steps.Offset(steps.At(0)), batch.Count), hiddenWeight, leftHidden);
        }

        kernels.Add(biasGradient.Span, pass.GradientOf(_inputBias).Span);
        kernels.Add(biasGradient.Span, pass.GradientOf(_hiddenBias).Span);
    }

    private MemoryCellGates Cell(float* gates) =>
        new(_size, input: gates, forget: gates + _size, candidate: gates + 2 * _size, output: gates + 3 * _size);
}
