using System.Diagnostics;
using System.Runtime.InteropServices;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// Concat(head_1 .. head_h) W^O with head_i = softmax(Q_i K_i^T / sqrt(d / h)) V_i (Vaswani 2017, section 3.2). Queries, keys and
/// values are projections of the same rows, or keys and values those of a memory. Parameters are laid out as in PyTorch: the
/// three projections stacked in one matrix [3 size x size]; head i takes columns i d/h to (i + 1) d/h.
/// <para>
/// Where a document has several segments, rows also attend to the rows that earlier segments left in a cache of bounded length (Dai
/// 2019, section 3.2). What is cached are keys and values. State: how many rows are
/// cached (as the bits of an integer), then their keys and values, the oldest first.
/// </para>
/// </summary>
internal sealed unsafe class MultiHeadAttention : MixingLayer
{
    private const int CachedCount = 0;
    private const int CachedRows = 1;

    private readonly int _size;
    private readonly int _heads;
    private readonly bool _causal;
    private readonly int _cacheLength;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Linear _output;

    public MultiHeadAttention(ParameterLayout layout, string name, int size, int heads, bool causal, int cacheLength = 0)
    {
        _size = size;
        _heads = heads;
        _causal = causal;
        _cacheLength = cacheLength;
        _weight = layout.Add($"{name}.in_proj_weight", 3 * size, size, Initializers.Glorot(size, size));
        _weight.Stacked = 3;
        _bias = layout.Add($"{name}.in_proj_bias", 1, 3 * size, Initializers.Zero);
        _output = new Linear(layout, $"{name}.out_proj", size, size);
    }

    public override int StateSize => _cacheLength == 0 ? 0 : CachedRows + _cacheLength * KeyValueSize;

    // A key and a value.
    private int KeyValueSize => 2 * _size;

    /// <summary>
    /// Every row attends to the rows of its own sequence and to those that the state has of earlier segments; where the layer is
    /// causal, only to those before it and itself.
    /// </summary>
    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Matrix projected = pass.Arena.Allocate(input.Rows, 3 * _size);
        pass.Kernels.MultiplyAddBias(input, pass.Weights.Transposed(_weight), pass.Weights[_bias], projected);
        Matrix keysAndValues = projected.ColumnRange(_size, KeyValueSize);
        Matrix keyOffsets = default;
        if (state.Columns > 0 && _cacheLength > 0)
        {
            keysAndValues = Join(pass, batch, keysAndValues, state, out keyOffsets);
            LeaveCache(keysAndValues, Integers(keyOffsets), state);
        }

        Matrix output = Attend(pass, batch.Offsets, projected.ColumnRange(0, _size), Offsets(batch, keyOffsets), keysAndValues);
        pass.Observer?.SeeAttention(this, batch, _heads, _causal, projected.ColumnRange(0, _size), keysAndValues.ColumnRange(0, _size));
        pass.Keep(keysAndValues);
        pass.Keep(keyOffsets);
        pass.Keep(projected);
        pass.Keep(input);
        return output;
    }

    /// <summary>
    /// What heads see, before the output's projection, [rows x size]: computed on two threads, the projections by halves of the rows, what is seen by
    /// halves of the heads. To the same bits as on one. No backward pass follows.
    /// </summary>
    public Matrix AttendOnTwoThreads(Pass pass, Pass side, SequenceBatch batch, Matrix input)
    {
        Matrix projected = pass.Arena.Allocate(input.Rows, 3 * _size);
        Matrix context = pass.Arena.Allocate(input.Rows, _size);
        Matrix logSums = pass.Arena.Allocate(input.Rows, _heads);
        Panels weight = pass.Weights.Transposed(_weight);
        PoolLoop.Run(2, 2, half => pass.Kernels.MultiplyAddBias(input.Half(half), weight, pass.Weights[_bias], projected.Half(half)));
        PoolLoop.Run(2, 2, half =>
        {
            Pass own = half == 0 ? pass : side;
            int firstHead = half * _heads / 2;
            int heads = (half + 1) * _heads / 2 - firstHead;
            Arena.Mark mark = own.Arena.Now;
            for (int sequence = 0; sequence < batch.Count; sequence++)
            {
                Of(batch.Offsets, projected.ColumnRange(0, _size), context, logSums, batch.Offsets, projected.ColumnRange(_size, KeyValueSize), sequence)
                    .Forward(own, firstHead, heads);
                own.Arena.Release(mark);
            }
        });
        return context;
    }

    /// <summary>The projection of what heads see.</summary>
    public Matrix Project(Pass pass, Matrix context) => _output.Forward(pass, context);

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Matrix input = pass.Take();
        Matrix projected = pass.Take();
        Matrix keyOffsets = pass.Take();
        Matrix keysAndValues = pass.Take();
        Matrix projectedGradient = pass.Arena.AllocateCleared(projected.Rows, projected.Columns);
        Matrix ownKeyValueGradient = projectedGradient.ColumnRange(_size, KeyValueSize);
        bool hasCache = keyOffsets.Columns > 0;
        Matrix keyValueGradient =
            hasCache ? pass.Arena.AllocateCleared(keysAndValues.Rows, keysAndValues.Columns) : ownKeyValueGradient;
        if (hasCache && stateGradient.Columns > 0)
        {
            AddLeft(pass.Kernels, Integers(keyOffsets), stateGradient, keyValueGradient);
        }

        AttendBackward(
            pass,
            gradient,
            batch.Offsets,
            projected.ColumnRange(0, _size),
            projectedGradient.ColumnRange(0, _size),
            Offsets(batch, keyOffsets),
            keysAndValues,
            keyValueGradient);
        if (hasCache)
        {
            ReadOnlySpan<int> offsets = Integers(keyOffsets);
            for (int i = 0; i < batch.Count; i++)
            {
                int length = batch.Length(i);
                keyValueGradient.RowRange(offsets[i + 1] - length, length).CopyTo(ownKeyValueGradient.RowRange(batch.Offset(i), length));
                if (stateGradient.Columns > 0)
                {
                    stateGradient.Row(i).Clear();
                    int cached = offsets[i + 1] - length - offsets[i];
                    keyValueGradient.RowRange(offsets[i], cached).CopyTo(Cache(stateGradient, i, cached));
                }
            }
        }

        return ProjectBackward(pass, projectedGradient, input, 0);
    }

    /// <summary>Every row attends to the rows of the memory's sequence of the same number, which must have one at least.</summary>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, SequenceBatch memoryBatch, Matrix memory)
    {
        Debug.Assert(memoryBatch.Count == batch.Count);
        Matrix bias = pass.Weights[_bias];
        Matrix queries = pass.Arena.Allocate(input.Rows, _size);
        pass.Kernels.MultiplyAddBias(input, pass.Weights.Transposed(_weight, 0, _size), bias.ColumnRange(0, _size), queries);
        Matrix keysAndValues = pass.Arena.Allocate(memory.Rows, KeyValueSize);
        Panels weight = pass.Weights.Transposed(_weight, _size, KeyValueSize);
        pass.Kernels.MultiplyAddBias(memory, weight, bias.ColumnRange(_size, KeyValueSize), keysAndValues);
        Matrix output = Attend(pass, batch.Offsets, queries, memoryBatch.Offsets, keysAndValues);
        pass.Keep(queries);
        pass.Keep(keysAndValues);
        pass.Keep(input);
        pass.Keep(memory);
        return output;
    }

    /// <summary>The gradients of the rows and of the memory.</summary>
    public (Matrix Input, Matrix Memory) Backward(Pass pass, SequenceBatch batch, SequenceBatch memoryBatch, Matrix gradient)
    {
        Matrix memory = pass.Take();
        Matrix input = pass.Take();
        Matrix keysAndValues = pass.Take();
        Matrix queries = pass.Take();
        Matrix queryGradient = pass.Arena.AllocateCleared(queries.Rows, queries.Columns);
        Matrix keyValueGradient = pass.Arena.AllocateCleared(keysAndValues.Rows, keysAndValues.Columns);
        AttendBackward(
            pass, gradient, batch.Offsets, queries, queryGradient, memoryBatch.Offsets, keysAndValues, keyValueGradient);
        return (ProjectBackward(pass, queryGradient, input, 0), ProjectBackward(pass, keyValueGradient, memory, _size));
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="queryOffsets">Where each sequence's queries start, and the end of the last.</param>
    /// <param name="queries">[rows x size].</param>
    /// <param name="keyOffsets">Where each sequence's keys start, and the end of the last.</param>
    /// <param name="keysAndValues">[key rows x 2 size].</param>
    private Matrix Attend(Pass pass, ReadOnlySpan<int> queryOffsets, Matrix queries, ReadOnlySpan<int> keyOffsets, Matrix keysAndValues)
    {
        Matrix context = pass.Arena.Allocate(queries.Rows, _size);
        Matrix logSums = pass.Arena.Allocate(queries.Rows, _heads);
        Arena.Mark mark = pass.Arena.Now;
        for (int i = 0; i + 1 < queryOffsets.Length; i++)
        {
            Of(queryOffsets, queries, context, logSums, keyOffsets, keysAndValues, i).Forward(pass);
            pass.Arena.Release(mark);
        }

        pass.Keep(context);
        pass.Keep(logSums);
        return _output.Forward(pass, context);
    }

    /// <summary>Adds to the gradients of queries, keys and values, each shaped as they are.</summary>
    private void AttendBackward(
        Pass pass,
        Matrix gradient,
        ReadOnlySpan<int> queryOffsets,
        Matrix queries,
        Matrix queryGradient,
        ReadOnlySpan<int> keyOffsets,
        Matrix keysAndValues,
        Matrix keyValueGradient)
    {
        Matrix contextGradient = _output.Backward(pass, gradient);
        Matrix logSums = pass.Take();
        Matrix context = pass.Take();
        Arena.Mark mark = pass.Arena.Now;
        for (int i = 0; i + 1 < queryOffsets.Length; i++)
        {
            Matrix keyRows = Rows(keyValueGradient, keyOffsets, i);
            Of(queryOffsets, queries, context, logSums, keyOffsets, keysAndValues, i).Backward(
                pass,
                Rows(contextGradient, queryOffsets, i),
                Rows(queryGradient, queryOffsets, i),
                keyRows.ColumnRange(0, _size),
                keyRows.ColumnRange(_size, _size));
            pass.Arena.Release(mark);
        }
    }

    /// <summary>The backward pass through the part of the projections that starts at a row of their weight.</summary>
    private Matrix ProjectBackward(Pass pass, Matrix gradient, Matrix input, int first)
    {
        WeightGradient.Add(pass, _weight, _bias, input, gradient, first);
        Matrix inputGradient = pass.Arena.Allocate(input.Rows, input.Columns);
        pass.Kernels.Multiply(gradient, pass.Weights.Straight(_weight, first, gradient.Columns), inputGradient);
        return inputGradient;
    }

    /// <summary>For each sequence the rows that are cached of it, then its own.</summary>
    private Matrix Join(Pass pass, SequenceBatch batch, Matrix own, Matrix state, out Matrix offsets)
    {
        offsets = pass.Arena.Allocate(1, batch.Count + 1);
        Span<int> ends = Integers(offsets);
        ends[0] = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            ends[i + 1] = ends[i] + CountCached(state, i) + batch.Length(i);
        }

        Matrix joined = pass.Arena.Allocate(ends[batch.Count], KeyValueSize);
        for (int i = 0; i < batch.Count; i++)
        {
            int cached = CountCached(state, i);
            Cache(state, i, cached).CopyTo(joined.RowRange(ends[i], cached));
            own.RowRange(batch.Offset(i), batch.Length(i)).CopyTo(joined.RowRange(ends[i] + cached, batch.Length(i)));
        }

        return joined;
    }

    /// <summary>Keeps of each sequence the last rows that fit.</summary>
    private void LeaveCache(Matrix keysAndValues, ReadOnlySpan<int> offsets, Matrix state)
    {
        for (int i = 0; i < state.Rows; i++)
        {
            int count = Math.Min(_cacheLength, offsets[i + 1] - offsets[i]);
            keysAndValues.RowRange(offsets[i + 1] - count, count).CopyTo(Cache(state, i, count));
            state[i, CachedCount] = BitConverter.Int32BitsToSingle(count);
        }
    }

    /// <summary>Adds the gradients of the rows that were kept of each sequence to those of its keys and values.</summary>
    private void AddLeft(Kernels kernels, ReadOnlySpan<int> offsets, Matrix stateGradient, Matrix keyValueGradient)
    {
        for (int i = 0; i < stateGradient.Rows; i++)
        {
            int count = Math.Min(_cacheLength, offsets[i + 1] - offsets[i]);
            kernels.Add(Cache(stateGradient, i, count).Span, keyValueGradient.RowRange(offsets[i + 1] - count, count).Span);
        }
    }

    private Matrix Cache(Matrix state, int sequence, int rows) => new(state.RowData(sequence) + CachedRows, rows, KeyValueSize);

    private static int CountCached(Matrix state, int sequence) => BitConverter.SingleToInt32Bits(state[sequence, CachedCount]);

    private static Span<int> Integers(Matrix matrix) => MemoryMarshal.Cast<float, int>(matrix.Span);

    /// <summary>Where each sequence's keys start: with a cache not where its rows do.</summary>
    private static ReadOnlySpan<int> Offsets(SequenceBatch batch, Matrix keyOffsets) =>
        keyOffsets.Columns > 0 ? Integers(keyOffsets) : batch.Offsets;

    private ScaledDotProduct Of(
        ReadOnlySpan<int> queryOffsets,
        Matrix queries,
        Matrix context,
        Matrix logSums,
        ReadOnlySpan<int> keyOffsets,
        Matrix keysAndValues,
        int sequence)
    {
        Matrix keyRows = Rows(keysAndValues, keyOffsets, sequence);
        return new ScaledDotProduct
        {
            Queries = Rows(queries, queryOffsets, sequence),
            Keys = keyRows.ColumnRange(0, _size),
            Values = keyRows.ColumnRange(_size, _size),
            Context = Rows(context, queryOffsets, sequence),
            LogSums = Rows(logSums, queryOffsets, sequence),
            Heads = _heads,
            IsCausal = _causal,
        };
    }

    private static Matrix Rows(Matrix matrix, ReadOnlySpan<int> offsets, int sequence) =>
        matrix.RowRange(offsets[sequence], offsets[sequence + 1] - offsets[sequence]);
}
