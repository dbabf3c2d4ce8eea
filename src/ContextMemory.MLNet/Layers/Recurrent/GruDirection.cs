using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers.Recurrent;

/// <summary>
/// Gated recurrent unit (Cho 2014, in the form of cuDNN and PyTorch): r, z = sigmoid(W x + b + U h + c), n = tanh(W x + b + r (U h + c)),
/// h' = (1 - z) n + z h. Parameters are named and laid out as in PyTorch: rows of the weights in the order r, z, n.
/// </summary>
internal sealed unsafe class GruDirection : RecurrentDirection
{
    // The reset and update gates, whose two sums are only needed together; the candidate's stay apart.
    private const int JoinedGates = 2;
    private const int Gates = 3;

    private readonly int _size;
    private readonly bool _reverse;
    private readonly Parameter _inputWeight;
    private readonly Parameter _hiddenWeight;
    private readonly Parameter _inputBias;
    private readonly Parameter _hiddenBias;

    public GruDirection(ParameterLayout layout, string name, int layer, int inputs, int size, bool reverse)
    {
        _size = size;
        _reverse = reverse;
        string suffix = $"l{layer}{(reverse ? "_reverse" : "")}";
        Initializer uniform = Initializers.Uniform(1 / Math.Sqrt(size));
        _inputWeight = layout.Add($"{name}weight_ih_{suffix}", Gates * size, inputs, uniform);
        _hiddenWeight = layout.Add($"{name}weight_hh_{suffix}", Gates * size, size, uniform);
        _inputBias = layout.Add($"{name}bias_ih_{suffix}", 1, Gates * size, Initializers.Zero);
        _hiddenBias = layout.Add($"{name}bias_hh_{suffix}", 1, Gates * size, Initializers.Zero);
    }

    public override int InputSize => _inputWeight.Columns;

    public override int StateSize => _size;

    public override void Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state, Matrix output)
    {
        Arena arena = pass.Arena;
        Kernels kernels = pass.Kernels;
        int joined = JoinedGates * _size;
        Matrix hiddenBias = pass.Weights[_hiddenBias];
        Matrix bias = arena.Allocate(1, Gates * _size);
        pass.Weights[_inputBias].CopyTo(bias);
        kernels.Add(hiddenBias.Span[..joined], bias.Span[..joined]);
        Matrix candidateBias = hiddenBias.ColumnRange(joined, _size);
        Panels inputWeight = pass.Weights.Transposed(_inputWeight);
        Panels gateWeight = pass.Weights.Transposed(_hiddenWeight, 0, joined);
        Panels candidateWeight = pass.Weights.Transposed(_hiddenWeight, joined, _size);
        bool keeps = pass.KeepsActivations;
        var steps = new StepOrder(batch, _reverse);
        int rows = keeps ? input.Rows : steps.MostChunkRows;
        Matrix gates = arena.Allocate(rows, Gates * _size);
        Matrix candidateSums = arena.Allocate(rows, _size);
        Matrix hiddenBefore = arena.Allocate(keeps ? input.Rows : 0, _size);
        for (int place = 0; place < steps.Count;)
        {
            StepChunk chunk = steps.ChunkFrom(place);
            int shift = keeps ? 0 : chunk.FirstRow;
            kernels.MultiplyAddBias(chunk.Of(input), inputWeight, bias, gates.RowRange(chunk.FirstRow - shift, chunk.RowCount));
            for (; place < chunk.End; place++)
            {
                int step = steps.At(place);
                int offset = steps.Offset(step);
                int count = steps.Size(step);
                Matrix stepGates = gates.RowRange(offset - shift, count);
                Matrix stepSums = candidateSums.RowRange(offset - shift, count);
                Matrix working = state.RowRange(0, count);
                if (keeps)
                {
                    working.CopyTo(hiddenBefore.RowRange(offset, count));
                }

                kernels.MultiplyAdd(working, gateWeight, stepGates.ColumnRange(0, joined));
                kernels.MultiplyAddBias(working, candidateWeight, candidateBias, stepSums);
                for (int s = 0; s < count; s++)
                {
                    kernels.GruCell(_size, stepGates.RowData(s), stepSums.RowData(s), working.RowData(s), working.RowData(s));
                }

                RowMoves.Scatter(working, steps.Rows(step), output);
            }

            pass.Observer?.SeeGates(
                this, _reverse, batch, chunk.FirstRow, forget: gates.RowRange(chunk.FirstRow - shift, chunk.RowCount).ColumnRange(_size, _size), input: null);
        }

        pass.Keep(input);
        pass.Keep(gates);
        pass.Keep(candidateSums);
        pass.Keep(hiddenBefore);
    }

    public override void Backward(Pass pass, SequenceBatch batch, Matrix outputGradient, Matrix inputGradient, Matrix stateGradient)
    {
        Matrix hiddenBefore = pass.Take();
        Matrix candidateSums = pass.Take();
        Matrix gates = pass.Take();
        Matrix input = pass.Take();
        Kernels kernels = pass.Kernels;
        int joined = JoinedGates * _size;
        Matrix hiddenGradient = pass.Arena.Allocate(batch.Count, _size);

        // What goes back to the hidden values past the gates, through z h.
        Matrix direct = pass.Arena.Allocate(batch.Count, _size);
        Panels inputWeight = pass.Weights.Straight(_inputWeight);
        Panels gateWeight = pass.Weights.Straight(_hiddenWeight, 0, joined);
        Panels candidateWeight = pass.Weights.Straight(_hiddenWeight, joined, _size);
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
                    Matrix target = gradient.RowRange(0, followed);
                    kernels.MultiplyAdd(gates.RowRange(after, followed).ColumnRange(0, joined), gateWeight, target);
                    kernels.MultiplyAdd(candidateSums.RowRange(after, followed), candidateWeight, target);
                    kernels.Add(direct.RowRange(0, followed).Span, target.Span);
                }

                AddLeft(kernels, stateGradient, gradient, followed);

                for (int s = 0; s < count; s++)
                {
                    int row = offset + s;
                    kernels.GruCellBackward(
                        _size,
                        gates.RowData(row),
                        candidateSums.RowData(row),
                        hiddenBefore.RowData(row),
                        gradient.RowData(s),
                        direct.RowData(s));
                }
            }

            AddChunkGradients(pass, chunk, input, gates, candidateSums, hiddenBefore);
            kernels.MultiplyAdd(chunk.Of(gates), inputWeight, chunk.Of(inputGradient));
        }

        if (stateGradient.Columns > 0)
        {
            int first = steps.Offset(steps.At(0));
            direct.CopyTo(stateGradient);
            kernels.MultiplyAdd(gates.RowRange(first, batch.Count).ColumnRange(0, joined), gateWeight, stateGradient);
            kernels.MultiplyAdd(candidateSums.RowRange(first, batch.Count), candidateWeight, stateGradient);
        }
    }

    /// <summary>Adds to the parameters' gradients what follows from those of a chunk's sums.</summary>
    private void AddChunkGradients(Pass pass, StepChunk chunk, Matrix input, Matrix gates, Matrix candidateSums, Matrix hiddenBefore)
    {
        Kernels kernels = pass.Kernels;
        int joined = JoinedGates * _size;
        Matrix hiddenWeightGradient = pass.GradientOf(_hiddenWeight);
        Matrix hiddenBiasGradient = pass.GradientOf(_hiddenBias);
        Matrix inputWeightGradient = pass.GradientOf(_inputWeight);
        Matrix chunkGates = chunk.Of(gates);
        Matrix gateGradient = chunkGates.ColumnRange(0, joined);
        Matrix candidateGradient = chunk.Of(candidateSums);
        Matrix chunkHidden = chunk.Of(hiddenBefore);
        Matrix chunkInput = chunk.Of(input);
        kernels.MultiplyTransposedAdd(
            gateGradient,
            chunkHidden,
            hiddenWeightGradient.RowRange(0, joined),
            chunkInput,
            inputWeightGradient.RowRange(0, joined));
        kernels.MultiplyTransposedAdd(candidateGradient, chunkHidden, hiddenWeightGradient.RowRange(joined, _size));
        kernels.MultiplyTransposedAdd(chunkGates.ColumnRange(joined, _size), chunkInput, inputWeightGradient.RowRange(joined, _size));
        kernels.AddColumnSums(gateGradient, hiddenBiasGradient.ColumnRange(0, joined));
        kernels.AddColumnSums(candidateGradient, hiddenBiasGradient.ColumnRange(joined, _size));
        kernels.AddColumnSums(chunkGates, pass.GradientOf(_inputBias));
    }
}
