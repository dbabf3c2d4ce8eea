using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>
/// A memory H with gates: i, f, o = sigmoid and m = tanh of W x + b, where the gates also see the memory through U H;
/// H' = f H + i m, y = o tanh(H'). Where the gates see x alone, the steps are a scan without any product (Feng 2024, minLSTM).
/// Rows of the weights are in the order i, f, o, m; U has those of the three gates.
/// </summary>
internal sealed unsafe class GatedMemoryDirection : RecurrentDirection
{
    private const int Gates = 3;
    private const int Parts = 4;

    private readonly int _size;
    private readonly bool _reverse;
    private readonly Parameter _inputWeight;
    private readonly Parameter _bias;
    private readonly Parameter? _memoryWeight;

    public GatedMemoryDirection(
        ParameterLayout layout, string name, int layer, int inputs, int size, bool reverse, bool gatesSeeMemory)
    {
        _size = size;
        _reverse = reverse;
        string suffix = $"l{layer}{(reverse ? "_reverse" : "")}";
        Initializer uniform = Initializers.Uniform(1 / Math.Sqrt(size));
        _inputWeight = layout.Add($"{name}weight_x_{suffix}", Parts * size, inputs, uniform);
        _bias = layout.Add($"{name}bias_{suffix}", 1, Parts * size, Initializers.OpenForgetGates);
        _memoryWeight = gatesSeeMemory ? layout.Add($"{name}weight_h_{suffix}", Gates * size, size, uniform) : null;
    }

    public override int InputSize => _inputWeight.Columns;

    public override int StateSize => _size;

    public override void Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state, Matrix output)
    {
        Arena arena = pass.Arena;
        Kernels kernels = pass.Kernels;
        Panels inputWeight = pass.Weights.Transposed(_inputWeight);
        bool keeps = pass.KeepsActivations;
        var steps = new StepOrder(batch, _reverse);
        Matrix gates = arena.Allocate(keeps ? input.Rows : steps.MostChunkRows, Parts * _size);
        Matrix memoryBefore = arena.Allocate(keeps ? input.Rows : 0, _size);
        Matrix memoryTanh = arena.Allocate(keeps ? input.Rows : 1, _size);
        for (int place = 0; place < steps.Count;)
        {
            StepChunk chunk = steps.ChunkFrom(place);
            Matrix chunkGates = keeps ? chunk.Of(gates) : gates.RowRange(0, chunk.RowCount);
            kernels.MultiplyAddBias(chunk.Of(input), inputWeight, pass.Weights[_bias], chunkGates);
            for (; place < chunk.End; place++)
            {
                int step = steps.At(place);
                int offset = steps.Offset(step);
                int count = steps.Size(step);
                Matrix stepGates = chunkGates.RowRange(offset - chunk.FirstRow, count);
                Matrix memory = state.RowRange(0, count);
                if (keeps)
                {
                    memory.CopyTo(memoryBefore.RowRange(offset, count));
                }

                if (_memoryWeight is not null)
                {
                    kernels.MultiplyAdd(memory, pass.Weights.Transposed(_memoryWeight), stepGates.ColumnRange(0, Gates * _size));
                }

                ReadOnlySpan<int> outputRows = steps.Rows(step);
                for (int s = 0; s < count; s++)
                {
                    float* tanh = memoryTanh.RowData(keeps ? offset + s : 0);
                    float* row = output.RowData(outputRows[s]);
                    kernels.MemoryCell(Cell(stepGates.RowData(s)), memory.RowData(s), memory.RowData(s), tanh, row);
                }
            }

            pass.Observer?.SeeGates(
                this, _reverse, batch, chunk.FirstRow, forget: chunkGates.ColumnRange(_size, _size), input: chunkGates.ColumnRange(0, _size));
        }

        pass.Keep(input);
        pass.Keep(gates);
        pass.Keep(memoryBefore);
        pass.Keep(memoryTanh);
    }

    public override void Backward(Pass pass, SequenceBatch batch, Matrix outputGradient, Matrix inputGradient, Matrix stateGradient)
    {
        Matrix memoryTanh = pass.Take();
        Matrix memoryBefore = pass.Take();
        Matrix gates = pass.Take();
        Matrix input = pass.Take();
        Kernels kernels = pass.Kernels;
        Panels inputWeight = pass.Weights.Straight(_inputWeight);
        Matrix memoryGradient = stateGradient.Columns > 0 ? stateGradient : pass.Arena.AllocateCleared(batch.Count, _size);
        var steps = new StepOrder(batch, _reverse);
        for (int place = steps.Count; place > 0;)
        {
            StepChunk chunk = steps.ChunkBefore(place);
            while (place > chunk.Start)
            {
                int step = steps.At(--place);
                int offset = steps.Offset(step);
                int followed = steps.Followed(step, out int after);
                if (_memoryWeight is not null && followed > 0)
                {
                    kernels.MultiplyAdd(
                        gates.RowRange(after, followed).ColumnRange(0, Gates * _size),
                        pass.Weights.Straight(_memoryWeight),
                        memoryGradient.RowRange(0, followed));
                }

                ReadOnlySpan<int> outputRows = steps.Rows(step);
                for (int s = 0; s < outputRows.Length; s++)
                {
                    int row = offset + s;
                    kernels.MemoryCellBackward(
                        Cell(gates.RowData(row)),
                        memoryBefore.RowData(row),
                        memoryTanh.RowData(row),
                        outputGradient.RowData(outputRows[s]),
                        memoryGradient.RowData(s));
                }
            }

            AddChunkGradients(pass, chunk, input, gates, memoryBefore);
            kernels.MultiplyAdd(chunk.Of(gates), inputWeight, chunk.Of(inputGradient));
        }

        if (_memoryWeight is not null && stateGradient.Columns > 0)
        {
            int first = steps.Offset(steps.At(0));
            kernels.MultiplyAdd(
                gates.RowRange(first, batch.Count).ColumnRange(0, Gates * _size), pass.Weights.Straight(_memoryWeight), memoryGradient);
        }
    }

    /// <summary>Adds to the parameters' gradients what follows from those of a chunk's sums.</summary>
    private void AddChunkGradients(Pass pass, StepChunk chunk, Matrix input, Matrix gates, Matrix memoryBefore)
    {
        Kernels kernels = pass.Kernels;
        Matrix chunkGates = chunk.Of(gates);
        Matrix inputWeightGradient = pass.GradientOf(_inputWeight);
        if (_memoryWeight is null)
        {
            kernels.MultiplyTransposedAdd(chunkGates, chunk.Of(input), inputWeightGradient);
        }
        else
        {
            int joined = Gates * _size;
            kernels.MultiplyTransposedAdd(
                chunkGates.ColumnRange(0, joined),
                chunk.Of(memoryBefore),
                pass.GradientOf(_memoryWeight),
                chunk.Of(input),
                inputWeightGradient.RowRange(0, joined));
            kernels.MultiplyTransposedAdd(chunkGates.ColumnRange(joined, _size), chunk.Of(input), inputWeightGradient.RowRange(joined, _size));
        }

        kernels.AddColumnSums(chunkGates, pass.GradientOf(_bias));
    }

    private MemoryCellGates Cell(float* gates) =>
        new(_size, input: gates, forget: gates + _size, candidate: gates + 3 * _size, output: gates + 2 * _size);
}
