using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// An external memory of N slots with learned keys k_i and values v_i that are written while a sequence is read (Graves 2014,
/// sections 3.1 and 3.2; Sukhbaatar 2015). For each row x: a = softmax(K q / sqrt(d)) with q = Wq x + bq; the read r = sum of a_i v_i;
/// then the write v_i = v_i (1 - a_i e) + a_i w with e = sigmoid(We x + be) and w = tanh(Wa x + ba). The capacity is bounded by the
/// slots; what is evicted is what the erase e takes from the slots that are written to, in proportion to how much they are addressed.
/// Where there is a gate g, e and w are multiplied by it: with the gate closed, the values stay as they are, to the bit. Then q, e, w and g see the
/// row before x too.
/// Shapes: [rows x size] to the same. State: with a gate the last row, then the values, [slots * size].
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
    private readonly WriteGate? _gate;

    /// <param name="layout">Where the parameters are added.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="size">Of a row.</param>
    /// <param name="slots">Number of slots.</param>
    /// <param name="writeCost">What a gate that is open adds to the loss; null where there is no gate, and all rows are written.</param>
    public KeyValueMemory(ParameterLayout layout, string name, int size, int slots, double? writeCost = null)
    {
        int inputs = writeCost is null ? size : 2 * size;
        _size = size;
        _slots = slots;
        _keys = layout.Add($"{name}keys", slots, size, Initializers.Normal(1));
        _query = new Linear(layout, $"{name}query", inputs, size);
        _erase = new Linear(layout, $"{name}erase", inputs, size);
        _write = new Linear(layout, $"{name}add", inputs, size);
        _gate = writeCost is { } cost ? new WriteGate(layout, $"{name}gate", inputs, gates: 1, cost) : null;
    }

    /// <summary>Floats that a sequence hands on.</summary>
    public int StateSize => BeforeSize + ValuesSize;

    // The last row.
    private int BeforeSize => _gate is null ? 0 : _size;

    private int ValuesSize => _slots * _size;

    private float Scale => 1 / MathF.Sqrt(_size);

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="input">[rows x size].</param>
    /// <param name="state">[sequences x StateSize]: what the segment before left; overwritten by what this one leaves.</param>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Arena arena = pass.Arena;
        Kernels kernels = pass.Kernels;
        if (_gate is not null)
        {
            input = RowPairs.Forward(pass, batch, input, state.ColumnRange(0, _size));
        }

        Matrix slots = state.ColumnRange(BeforeSize, ValuesSize);
        Matrix queries = _query.Forward(pass, input);
        Matrix addresses = arena.Allocate(input.Rows, _slots);
        kernels.Multiply(queries, pass.Weights.Transposed(_keys), addresses);
        for (int row = 0; row < input.Rows; row++)
        {
            TensorPrimitives.Multiply(addresses.Row(row), Scale, addresses.Row(row));
            kernels.Softmax(addresses.Row(row));
        }

        Matrix erases = _erase.Forward(pass, input);
        kernels.Sigmoid(erases.Span);
        Matrix writes = _write.Forward(pass, input);
        kernels.Tanh(writes.Span);
        Matrix? gates = _gate?.Forward(pass, input);
        (Matrix gatedErases, Matrix gatedWrites) = gates is { } open ? (Gated(pass, erases, open), Gated(pass, writes, open)) : (erases, writes);

        Matrix output = arena.Allocate(input.Rows, _size);
        Matrix starts = arena.Allocate(pass.KeepsActivations ? CountChunks(batch) : 0, ValuesSize);
        int chunk = 0;
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            float* values = slots.RowData(sequence);
            for (int i = 0; i < batch.Length(sequence); i++)
            {
                if (pass.KeepsActivations && i % ChunkLength == 0)
                {
                    slots.Row(sequence).CopyTo(starts.Row(chunk++));
                }

                int row = batch.Offset(sequence) + i;
                kernels.MemoryReadWrite(
                    _slots, _size, values, addresses.RowData(row), gatedErases.RowData(row), gatedWrites.RowData(row), output.RowData(row));
            }
        }

        pass.Observer?.SeeSlots(this, batch, gates, addresses, gatedErases, gatedWrites);
        pass.Keep(queries);
        pass.Keep(addresses);
        pass.Keep(erases);
        pass.Keep(writes);
        pass.Keep(gates.GetValueOrDefault());
        pass.Keep(gatedErases);
        pass.Keep(gatedWrites);
        pass.Keep(starts);
        return output;
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="gradient">[rows x size], of what was read.</param>
    /// <param name="stateGradient">
    /// [sequences x StateSize]: the gradient of what the segment left; overwritten by that of what it started from.
    /// </param>
    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Arena arena = pass.Arena;
        Kernels kernels = pass.Kernels;
        Matrix starts = pass.Take();
        Matrix gatedWrites = pass.Take();
        Matrix gatedErases = pass.Take();
        Matrix gates = pass.Take();
        Matrix writes = pass.Take();
        Matrix erases = pass.Take();
        Matrix addresses = pass.Take();
        Matrix queries = pass.Take();
        var rows = new Rows(addresses, gatedErases, gatedWrites);
        var gradients = new Rows(
            arena.Allocate(addresses.Rows, _slots), arena.AllocateCleared(erases.Rows, _size), arena.AllocateCleared(writes.Rows, _size));
        BackwardSlots(pass, batch, starts, rows, gradient, gradients, stateGradient.ColumnRange(BeforeSize, ValuesSize));
        Matrix? ofGate = _gate?.Backward(pass, GateGradient(pass, gates, erases, writes, gradients));
        kernels.TanhBackward(writes.Span, gradients.Writes.Span);
        Matrix inputGradient = _write.Backward(pass, gradients.Writes);
        if (ofGate is { } further)
        {
            kernels.Add(further.Span, inputGradient.Span);
        }

        kernels.SigmoidBackward(erases.Span, gradients.Erases.Span);
        kernels.Add(_erase.Backward(pass, gradients.Erases).Span, inputGradient.Span);
        for (int row = 0; row < addresses.Rows; row++)
        {
            Span<float> slope = gradients.Addresses.Row(row);
            kernels.SoftmaxSlope(addresses.Row(row), kernels.Dot(addresses.Row(row), slope), slope);
            TensorPrimitives.Multiply(slope, Scale, slope);
        }

        kernels.MultiplyTransposedAdd(gradients.Addresses, queries, pass.GradientOf(_keys));
        Matrix queryGradient = arena.Allocate(queries.Rows, _size);
        kernels.Multiply(gradients.Addresses, pass.Weights.Straight(_keys), queryGradient);
        kernels.Add(_query.Backward(pass, queryGradient).Span, inputGradient.Span);
        return _gate is null ? inputGradient : RowPairs.Backward(pass, batch, inputGradient, stateGradient.ColumnRange(0, _size));
    }

    /// <summary>Erases or writes, as far as the gates are open.</summary>
    private static Matrix Gated(Pass pass, Matrix rows, Matrix gates)
    {
        Matrix gated = pass.Arena.Allocate(rows.Rows, rows.Columns);
        for (int row = 0; row < rows.Rows; row++)
        {
            TensorPrimitives.Multiply(rows.Row(row), gates[row, 0], gated.Row(row));
        }

        return gated;
    }

    /// <summary>Brings the gradients of erases and writes before the gates, and returns that of the gates.</summary>
    private static Matrix GateGradient(Pass pass, Matrix gates, Matrix erases, Matrix writes, Rows gradients)
    {
        Matrix ofGates = pass.Arena.Allocate(gates.Rows, 1);
        for (int row = 0; row < gates.Rows; row++)
        {
            ofGates[row, 0] = pass.Kernels.Dot(erases.Row(row), gradients.Erases.Row(row)) + pass.Kernels.Dot(writes.Row(row), gradients.Writes.Row(row));
            pass.Kernels.Scale(gates[row, 0], gradients.Erases.Row(row));
            pass.Kernels.Scale(gates[row, 0], gradients.Writes.Row(row));
        }

        return ofGates;
    }

    /// <summary>Backward through reading and writing the slots: from the gradient of what was read to those of addresses, erases and writes.</summary>
    private void BackwardSlots(
        Pass pass, SequenceBatch batch, Matrix starts, Rows rows, Matrix gradient, Rows gradients, Matrix stateGradient)
    {
        Arena.Mark mark = pass.Arena.Now;
        Matrix before = pass.Arena.Allocate(ChunkLength, ValuesSize);
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
