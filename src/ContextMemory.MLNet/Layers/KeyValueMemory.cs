using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// An external memory of N slots with learned keys k_i and values v_i that are written while a sequence is read (Graves 2014,
/// sections 3.1 and 3.2; Sukhbaatar 2015). For each row x: a = softmax(K q / sqrt(d)) with q = Wq x + bq; the read r = sum of a_i v_i;
/// then the write v_i = v_i (1 - a_i e) + a_i w with e = sigmoid(We x + be) and w = tanh(Wa x + ba). The capacity is bounded by the
/// slots; what is evicted is what the erase e takes from the slots that are written to, in proportion to how much they are addressed.
/// Shapes: [rows x size] to the same; a sequence's values are [slots * size].
/// </summary>
internal sealed unsafe class KeyValueMemory
{
    // Values are kept at the start of every so many rows and computed again between them: memory grows with the rows by
    // slots / ChunkLength vectors each, not by slots.
    private const int ChunkLength = 16;

    private readonly int _size;
    private readonly int _slots;
    private readonly Parameter _keys;
    private readonly Linear _query;
    private readonly Linear _erase;
    private readonly Linear _write;

    public KeyValueMemory(ParameterLayout layout, string name, int size, int slots)
    {
        _size = size;
        _slots = slots;
        _keys = layout.Add($"{name}keys", slots, size, Initializers.Normal(1));
        _query = new Linear(layout, $"{name}query", size, size);
        _erase = new Linear(layout, $"{name}erase", size, size);
        _write = new Linear(layout, $"{name}add", size, size);
    }

    /// <summary>Floats of a sequence's values.</summary>
    public int StateSize => _slots * _size;

    private float Scale => 1 / MathF.Sqrt(_size);

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x size].</param>
    /// <param name="state">[sequences x StateSize]: the values that the segment before left; overwritten by those this one leaves.</param>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Arena arena = pass.Arena;
        Kernels kernels = pass.Kernels;
        Matrix queries = _query.Forward(pass, input);
        Matrix addresses = arena.Allocate(input.Rows, _slots);
        kernels.Multiply(queries, pass.Weights.Transposed(_keys), addresses);
        for (int row = 0; row < input.Rows; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(addresses.Row(row), Scale, addresses.Row(row));
            kernels.Softmax(addresses.Row(row));
        }

        Matrix erases = _erase.Forward(pass, input);
        kernels.Sigmoid(erases.Span);
        Matrix writes = _write.Forward(pass, input);
        kernels.Tanh(writes.Span);

        Matrix output = arena.Allocate(input.Rows, _size);
        Matrix starts = arena.Allocate(pass.KeepsActivations ? CountChunks(batch) : 0, StateSize);
        int chunk = 0;
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            float* values = state.RowData(sequence);
            for (int i = 0; i < batch.Length(sequence); i++)
            {
                if (pass.KeepsActivations && i % ChunkLength == 0)
                {
                    state.Row(sequence).CopyTo(starts.Row(chunk++));
                }

                int row = batch.Offset(sequence) + i;
                kernels.MemoryReadWrite(
                    _slots, _size, values, addresses.RowData(row), erases.RowData(row), writes.RowData(row), output.RowData(row));
            }
        }

        pass.Keep(queries);
        pass.Keep(addresses);
        pass.Keep(erases);
        pass.Keep(writes);
        pass.Keep(starts);
        return output;
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">[rows x size], of what was read.</param>
    /// <param name="stateGradient">
    /// [sequences x StateSize]: the gradient of the values that the segment left; overwritten by that of the values it started from.
    /// </param>
    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Arena arena = pass.Arena;
        Kernels kernels = pass.Kernels;
        Matrix starts = pass.Take();
        Matrix writes = pass.Take();
        Matrix erases = pass.Take();
        Matrix addresses = pass.Take();
        Matrix queries = pass.Take();
        var rows = new Rows(addresses, erases, writes);
        var gradients = new Rows(
            arena.Allocate(addresses.Rows, _slots), arena.AllocateCleared(erases.Rows, _size), arena.AllocateCleared(writes.Rows, _size));
        BackwardSlots(pass, batch, starts, rows, gradient, gradients, stateGradient);
        kernels.TanhBackward(writes.Span, gradients.Writes.Span);
        Matrix inputGradient = _write.Backward(pass, gradients.Writes);
        kernels.SigmoidBackward(erases.Span, gradients.Erases.Span);
        kernels.Add(_erase.Backward(pass, gradients.Erases).Span, inputGradient.Span);
        for (int row = 0; row < addresses.Rows; row++)
        {
            Span<float> slope = gradients.Addresses.Row(row);
            kernels.SoftmaxSlope(addresses.Row(row), kernels.Dot(addresses.Row(row), slope), slope);
            System.Numerics.Tensors.TensorPrimitives.Multiply(slope, Scale, slope);
        }

        kernels.MultiplyTransposedAdd(gradients.Addresses, queries, pass.GradientOf(_keys));
        Matrix queryGradient = arena.Allocate(queries.Rows, _size);
        kernels.Multiply(gradients.Addresses, pass.Weights.Straight(_keys), queryGradient);
        kernels.Add(_query.Backward(pass, queryGradient).Span, inputGradient.Span);
        return inputGradient;
    }

    /// <summary>Backward through reading and writing the slots: from the gradient of what was read to those of addresses, erases and writes.</summary>
    private void BackwardSlots(
        Pass pass, SequenceBatch batch, Matrix starts, Rows rows, Matrix gradient, Rows gradients, Matrix stateGradient)
    {
        Arena.Mark mark = pass.Arena.Now;
        Matrix before = pass.Arena.Allocate(ChunkLength, StateSize);
        Matrix unread = pass.Arena.Allocate(1, _size);
        int chunk = starts.Rows;
        for (int sequence = batch.Count - 1; sequence >= 0; sequence--)
        {
            float* valueGradient = stateGradient.RowData(sequence);
            int length = batch.Length(sequence);
            for (int first = (length - 1) / ChunkLength * ChunkLength; first >= 0 && length > 0; first -= ChunkLength)
            {
                int count = Math.Min(ChunkLength, length - first);
                int firstRow = batch.Offset(sequence) + first;
                starts.Row(--chunk).CopyTo(before.Row(0));
                for (int i = 0; i + 1 < count; i++)
                {
                    int row = firstRow + i;
                    before.Row(i).CopyTo(before.Row(i + 1));
                    pass.Kernels.MemoryReadWrite(
                        _slots,
                        _size,
                        before.RowData(i + 1),
                        rows.Addresses.RowData(row),
                        rows.Erases.RowData(row),
                        rows.Writes.RowData(row),
                        unread.Data);
                }

                for (int i = count - 1; i >= 0; i--)
                {
                    int row = firstRow + i;
                    pass.Kernels.MemoryReadWriteBackward(
                        _slots,
                        _size,
                        before.RowData(i),
                        rows.Addresses.RowData(row),
                        rows.Erases.RowData(row),
                        rows.Writes.RowData(row),
                        gradient.RowData(row),
                        valueGradient,
                        gradients.Addresses.RowData(row),
                        gradients.Erases.RowData(row),
                        gradients.Writes.RowData(row));
                }
            }
        }

        pass.Arena.Release(mark);
    }

    private static int CountChunks(SequenceBatch batch)
    {
        int count = 0;
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            count += (batch.Length(sequence) + ChunkLength - 1) / ChunkLength;
        }

        return count;
    }

    /// <param name="Addresses">[rows x slots].</param>
    /// <param name="Erases">[rows x size].</param>
    /// <param name="Writes">[rows x size].</param>
    private readonly record struct Rows(Matrix Addresses, Matrix Erases, Matrix Writes);
}
