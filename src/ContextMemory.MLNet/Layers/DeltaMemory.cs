using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// An associative memory that is written by the delta rule (Schlag 2021, section 4.2; Yang 2024) and kept as long as nothing is written over
/// it. Each head has a matrix S from keys to values. A row x, beside the row x' before it, gives a query q, a key k of length 1, a value v and
/// a gate g, all from [x, x']:
/// <code>
/// u = g (v - S' k)      what is new about the value
/// S = S' + k u'         the old value of the key is replaced as far as the gate is open
/// y = S q
/// </code>
/// The gate can be closed altogether (<see cref="WriteGate"/>): a row that is not worth it leaves the memory as it is, to the bit, and what
/// was written stays for any number of rows. The capacity is bounded by the size of a head: so many keys can be told apart.
/// Shapes: [rows x size] to the same. State: the last row, then the matrices, the rows of one after those of another.
/// </summary>
internal sealed unsafe class DeltaMemory : MixingLayer
{
    // Queries, keys and values.
    private const int Parts = 3;

    private readonly int _size;
    private readonly int _heads;
    private readonly int _headSize;
    private readonly Linear _input;
    private readonly WriteGate _gate;
    private readonly Linear _output;

    /// <param name="layout">Where the parameters are added.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="size">Of a row.</param>
    /// <param name="heads">A divisor of the size.</param>
    /// <param name="writeCost">What a gate that is open adds to the loss.</param>
    public DeltaMemory(ParameterLayout layout, string name, int size, int heads, double writeCost)
    {
        _size = size;
        _heads = heads;
        _headSize = size / heads;
        _input = new Linear(layout, $"{name}in_proj", 2 * size, Parts * size);
        _gate = new WriteGate(layout, $"{name}gate", 2 * size, heads, writeCost);
        _output = new Linear(layout, $"{name}out_proj", size, size);
    }

    public override int StateSize => _size + _heads * MatrixSize;

    private int MatrixSize => _headSize * _headSize;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Arena arena = pass.Arena;
        state = OrZeros(pass, batch, state);
        Matrix pairs = RowPairs.Forward(pass, batch, input, state.ColumnRange(0, _size));
        Matrix parts = _input.Forward(pass, pairs);
        Matrix gates = _gate.Forward(pass, pairs);
        Matrix lengths = arena.Allocate(input.Rows, 2 * _heads);
        Normalize(pass.Kernels, parts, lengths);
        Matrix errors = arena.Allocate(input.Rows, _size);
        Matrix output = arena.Allocate(input.Rows, _size);
        Matrix matrices = state.ColumnRange(_size, _heads * MatrixSize);
        Matrix written = arena.Allocate(1, _headSize);
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            int end = batch.Offset(sequence) + batch.Length(sequence);
            for (int row = batch.Offset(sequence); row < end; row++)
            {
                for (int head = 0; head < _heads; head++)
                {
                    ReadAndWrite(pass, Of(parts, errors, row, head), gates[row, head], MatrixOf(matrices, sequence, head), written.Data, Head(output, row, head));
                }
            }
        }

        pass.Observer?.SeeWrites(this, batch, gates, parts.ColumnRange(0, _size), parts.ColumnRange(_size, _size), errors);
        Matrix last = arena.Allocate(pass.KeepsActivations ? batch.Count : 0, matrices.Columns);
        if (pass.KeepsActivations)
        {
            matrices.CopyTo(last);
        }

        pass.Keep(gates);
        pass.Keep(parts);
        pass.Keep(lengths);
        pass.Keep(errors);
        pass.Keep(last);
        return _output.Forward(pass, output);
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Arena arena = pass.Arena;
        Matrix outputGradient = _output.Backward(pass, gradient);
        Matrix last = pass.Take();
        Matrix errors = pass.Take();
        Matrix lengths = pass.Take();
        Matrix parts = pass.Take();
        Matrix gates = pass.Take();
        stateGradient = OrZeros(pass, batch, stateGradient);
        Matrix matrixGradients = stateGradient.ColumnRange(_size, _heads * MatrixSize);
        Matrix partGradients = arena.AllocateCleared(parts.Rows, parts.Columns);
        Matrix gateGradients = arena.Allocate(gates.Rows, gates.Columns);
        Matrix vectors = arena.Allocate(2, _headSize);
        for (int sequence = batch.Count - 1; sequence >= 0; sequence--)
        {
            int start = batch.Offset(sequence);
            for (int row = start + batch.Length(sequence) - 1; row >= start; row--)
            {
                for (int head = 0; head < _heads; head++)
                {
                    gateGradients[row, head] = ReadAndWriteBackward(
                        pass.Kernels,
                        Of(parts, errors, row, head),
                        gates[row, head],
                        MatrixOf(last, sequence, head),
                        MatrixOf(matrixGradients, sequence, head),
                        Head(outputGradient, row, head),
                        Of(partGradients, errors, row, head),
                        vectors);
                }
            }
        }

        NormalizeBackward(pass.Kernels, parts, lengths, partGradients);
        Matrix pairGradient = _gate.Backward(pass, gateGradients);
        pass.Kernels.Add(_input.Backward(pass, partGradients).Span, pairGradient.Span);
        return RowPairs.Backward(pass, batch, pairGradient, stateGradient.ColumnRange(0, _size));
    }

    /// <summary>One row of one head: writes, then reads.</summary>
    private void ReadAndWrite(Pass pass, RowOfHead row, float gate, float* matrix, float* written, float* output)
    {
        Kernels kernels = pass.Kernels;
        if (gate > 0 || pass.KeepsActivations)
        {
            kernels.WeightedSum(_headSize, _headSize, matrix, row.Key, row.Error);
            for (int i = 0; i < _headSize; i++)
            {
                row.Error[i] = row.Value[i] - row.Error[i];
                written[i] = gate * row.Error[i];
            }
        }

        if (gate > 0)
        {
            kernels.AddOuterProduct(_headSize, _headSize, matrix, row.Key, written);
        }

        kernels.WeightedSum(_headSize, _headSize, matrix, row.Query, output);
    }

    /// <summary>
    /// The backward pass of one row of one head. The matrix is the one after the row on entry, and the one before it on return: what was
    /// written is taken out of it again.
    /// </summary>
    /// <returns>The gradient of the gate.</returns>
    private float ReadAndWriteBackward(
        Kernels kernels, RowOfHead row, float gate, float* matrix, float* matrixGradient, float* outputGradient, RowOfHead gradients, Matrix vectors)
    {
        float* written = vectors.RowData(0);
        float* writtenGradient = vectors.RowData(1);
        kernels.AddRowDots(_headSize, _headSize, matrix, outputGradient, gradients.Query);
        kernels.AddOuterProduct(_headSize, _headSize, matrixGradient, row.Query, outputGradient);
        kernels.WeightedSum(_headSize, _headSize, matrixGradient, row.Key, writtenGradient);
        float gateGradient = 0;
        for (int i = 0; i < _headSize; i++)
        {
            gateGradient += writtenGradient[i] * row.Error[i];
            written[i] = -gate * row.Error[i];
            gradients.Value[i] = gate * writtenGradient[i];
        }

        if (gate > 0)
        {
            kernels.AddOuterProduct(_headSize, _headSize, matrix, row.Key, written);
            for (int i = 0; i < _headSize; i++)
            {
                written[i] = -written[i];
                writtenGradient[i] = -gradients.Value[i];
            }

            kernels.AddRowDots(_headSize, _headSize, matrixGradient, written, gradients.Key);
            kernels.AddRowDots(_headSize, _headSize, matrix, writtenGradient, gradients.Key);
            kernels.AddOuterProduct(_headSize, _headSize, matrixGradient, row.Key, writtenGradient);
        }

        return gateGradient;
    }

    /// <summary>Brings queries and keys to length 1.</summary>
    private void Normalize(Kernels kernels, Matrix parts, Matrix lengths)
    {
        for (int row = 0; row < parts.Rows; row++)
        {
            for (int i = 0; i < 2 * _heads; i++)
            {
                Span<float> vector = parts.Row(row).Slice(i * _headSize, _headSize);
                lengths[row, i] = MathF.Max(MathF.Sqrt(kernels.Dot(vector, vector)), 1e-6f);
                kernels.Scale(1 / lengths[row, i], vector);
            }
        }
    }

    private void NormalizeBackward(Kernels kernels, Matrix parts, Matrix lengths, Matrix gradients)
    {
        for (int row = 0; row < parts.Rows; row++)
        {
            for (int i = 0; i < 2 * _heads; i++)
            {
                Span<float> vector = parts.Row(row).Slice(i * _headSize, _headSize);
                Span<float> gradient = gradients.Row(row).Slice(i * _headSize, _headSize);
                kernels.AddScaled(-kernels.Dot(vector, gradient), vector, gradient);
                kernels.Scale(1 / lengths[row, i], gradient);
            }
        }
    }

    private float* MatrixOf(Matrix matrices, int sequence, int head) => matrices.RowData(sequence) + head * MatrixSize;

    private float* Head(Matrix rows, int row, int head) => rows.RowData(row) + head * _headSize;

    private RowOfHead Of(Matrix parts, Matrix errors, int row, int head)
    {
        float* query = Head(parts, row, head);
        return new RowOfHead(query, query + _size, query + 2 * _size, Head(errors, row, head));
    }

    /// <param name="query">[head size], of length 1.</param>
    /// <param name="key">[head size], of length 1.</param>
    /// <param name="value">[head size].</param>
    /// <param name="error">[head size]: the value less what the memory had under the key.</param>
    private readonly struct RowOfHead(float* query, float* key, float* value, float* error)
    {
        public float* Query { get; } = query;

        public float* Key { get; } = key;

        public float* Value { get; } = value;

        public float* Error { get; } = error;
    }
}
