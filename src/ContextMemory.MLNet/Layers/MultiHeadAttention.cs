using System.Diagnostics;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// Concat(head_1 .. head_h) W^O with head_i = softmax(Q_i K_i^T / sqrt(d / h)) V_i (Vaswani 2017, section 3.2). Queries, keys and
/// values are projections of the same rows, or keys and values those of a memory. Parameters are laid out as in PyTorch: the
/// three projections stacked in one matrix [3 size x size]; head i takes columns i d/h to (i + 1) d/h.
/// </summary>
internal sealed class MultiHeadAttention
{
    private readonly int _size;
    private readonly int _heads;
    private readonly bool _causal;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Linear _output;

    public MultiHeadAttention(ParameterLayout layout, string name, int size, int heads, bool causal)
    {
        _size = size;
        _heads = heads;
        _causal = causal;
        _weight = layout.Add($"{name}.in_proj_weight", 3 * size, size, Initializers.Glorot(size, size));
        _bias = layout.Add($"{name}.in_proj_bias", 1, 3 * size, Initializers.Zero);
        _output = new Linear(layout, $"{name}.out_proj", size, size);
    }

    /// <summary>Every row attends to the rows of its own sequence; those before and itself only, where the layer is causal.</summary>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input)
    {
        Matrix projected = pass.Arena.Allocate(input.Rows, 3 * _size);
        pass.Kernels.MultiplyAddBias(input, pass.Weights.Transposed(_weight), pass.Weights[_bias], projected);
        Matrix output = Attend(pass, batch, projected.ColumnRange(0, _size), batch, projected.ColumnRange(_size, 2 * _size));
        pass.Keep(projected);
        pass.Keep(input);
        return output;
    }

    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient)
    {
        Matrix input = pass.Take();
        Matrix projected = pass.Take();
        Matrix projectedGradient = pass.Arena.AllocateCleared(projected.Rows, projected.Columns);
        AttendBackward(
            pass,
            gradient,
            batch,
            projected.ColumnRange(0, _size),
            projectedGradient.ColumnRange(0, _size),
            batch,
            projected.ColumnRange(_size, 2 * _size),
            projectedGradient.ColumnRange(_size, 2 * _size));
        pass.Kernels.MultiplyTransposedAdd(projectedGradient, input, pass.GradientOf(_weight));
        pass.Kernels.AddColumnSums(projectedGradient, pass.GradientOf(_bias));
        Matrix inputGradient = pass.Arena.Allocate(input.Rows, input.Columns);
        pass.Kernels.Multiply(projectedGradient, pass.Weights.Straight(_weight), inputGradient);
        return inputGradient;
    }

    /// <summary>Every row attends to the rows of the memory's sequence of the same number, which must have one at least.</summary>
    public Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, SequenceBatch memoryBatch, Matrix memory)
    {
        Debug.Assert(memoryBatch.Count == batch.Count);
        Matrix bias = pass.Weights[_bias];
        Matrix queries = pass.Arena.Allocate(input.Rows, _size);
        pass.Kernels.MultiplyAddBias(input, pass.Weights.Transposed(_weight).First(_size), bias.ColumnRange(0, _size), queries);
        Matrix keysAndValues = pass.Arena.Allocate(memory.Rows, 2 * _size);
        Arena.Mark mark = pass.Arena.Now;
        Panels weight = Packing.Transposed(pass.Weights[_weight].RowRange(_size, 2 * _size), pass.Kernels.PanelWidth, pass.Arena);
        pass.Kernels.MultiplyAddBias(memory, weight, bias.ColumnRange(_size, 2 * _size), keysAndValues);
        pass.Arena.Release(mark);
        Matrix output = Attend(pass, batch, queries, memoryBatch, keysAndValues);
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
        AttendBackward(pass, gradient, batch, queries, queryGradient, memoryBatch, keysAndValues, keyValueGradient);
        return (ProjectBackward(pass, queryGradient, input, 0), ProjectBackward(pass, keyValueGradient, memory, _size));
    }

    /// <param name="pass">The worker's state.</param>
    /// <param name="batch">The sequences of the queries.</param>
    /// <param name="queries">[rows x size].</param>
    /// <param name="memoryBatch">The sequences of keys and values.</param>
    /// <param name="keysAndValues">[memory rows x 2 size].</param>
    private Matrix Attend(Pass pass, SequenceBatch batch, Matrix queries, SequenceBatch memoryBatch, Matrix keysAndValues)
    {
        Matrix context = pass.Arena.Allocate(queries.Rows, _size);
        Matrix logSums = pass.Arena.Allocate(queries.Rows, _heads);
        Arena.Mark mark = pass.Arena.Now;
        for (int i = 0; i < batch.Count; i++)
        {
            Of(batch, queries, context, logSums, memoryBatch, keysAndValues, i).Forward(pass);
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
        SequenceBatch batch,
        Matrix queries,
        Matrix queryGradient,
        SequenceBatch memoryBatch,
        Matrix keysAndValues,
        Matrix keyValueGradient)
    {
        Matrix contextGradient = _output.Backward(pass, gradient);
        Matrix logSums = pass.Take();
        Matrix context = pass.Take();
        Arena.Mark mark = pass.Arena.Now;
        for (int i = 0; i < batch.Count; i++)
        {
            Matrix memoryGradient = Rows(keyValueGradient, memoryBatch, i);
            Of(batch, queries, context, logSums, memoryBatch, keysAndValues, i).Backward(
                pass,
                Rows(contextGradient, batch, i),
                Rows(queryGradient, batch, i),
                memoryGradient.ColumnRange(0, _size),
                memoryGradient.ColumnRange(_size, _size));
            pass.Arena.Release(mark);
        }
    }

    /// <summary>The way back through the part of the projections that starts at a row of their weight.</summary>
    private Matrix ProjectBackward(Pass pass, Matrix gradient, Matrix input, int first)
    {
        Matrix weight = pass.Weights[_weight].RowRange(first, gradient.Columns);
        pass.Kernels.MultiplyTransposedAdd(gradient, input, pass.GradientOf(_weight).RowRange(first, gradient.Columns));
        pass.Kernels.AddColumnSums(gradient, pass.GradientOf(_bias).ColumnRange(first, gradient.Columns));
        Matrix inputGradient = pass.Arena.Allocate(input.Rows, input.Columns);
        pass.Kernels.Multiply(gradient, Panels.Of(weight, pass.Kernels.PanelWidth), inputGradient);
        return inputGradient;
    }

    private ScaledDotProduct Of(
        SequenceBatch batch, Matrix queries, Matrix context, Matrix logSums, SequenceBatch memoryBatch, Matrix keysAndValues, int sequence)
    {
        Matrix memory = Rows(keysAndValues, memoryBatch, sequence);
        return new ScaledDotProduct
        {
            Queries = Rows(queries, batch, sequence),
            Keys = memory.ColumnRange(0, _size),
            Values = memory.ColumnRange(_size, _size),
            Context = Rows(context, batch, sequence),
            LogSums = Rows(logSums, batch, sequence),
            Heads = _heads,
            IsCausal = _causal,
        };
    }

    private static Matrix Rows(Matrix matrix, SequenceBatch batch, int sequence) =>
        matrix.RowRange(batch.Offset(sequence), batch.Length(sequence));
}
