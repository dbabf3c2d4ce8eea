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
        Matrix context = pass.Arena.Allocate(input.Rows, _size);
        Matrix logSums = pass.Arena.Allocate(input.Rows, _heads);
        Arena.Mark mark = pass.Arena.Now;
        for (int i = 0; i < batch.Count; i++)
        {
            Of(projected, context, logSums, batch, i).Forward(pass);
            pass.Arena.Release(mark);
        }

        pass.Keep(input);
        pass.Keep(projected);
        pass.Keep(context);
        pass.Keep(logSums);
        return _output.Forward(pass, context);
    }

    public Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient)
    {
        Matrix contextGradient = _output.Backward(pass, gradient);
        Matrix logSums = pass.Take();
        Matrix context = pass.Take();
        Matrix projected = pass.Take();
        Matrix input = pass.Take();
        Matrix projectedGradient = pass.Arena.AllocateCleared(projected.Rows, projected.Columns);
        Arena.Mark mark = pass.Arena.Now;
        for (int i = 0; i < batch.Count; i++)
        {
            Matrix rows = projectedGradient.RowRange(batch.Offset(i), batch.Length(i));
            Of(projected, context, logSums, batch, i).Backward(
                pass,
                contextGradient.RowRange(batch.Offset(i), batch.Length(i)),
                rows.ColumnRange(0, _size),
                rows.ColumnRange(_size, _size),
                rows.ColumnRange(2 * _size, _size));
            pass.Arena.Release(mark);
        }

        pass.Kernels.MultiplyTransposedAdd(projectedGradient, input, pass.GradientOf(_weight));
        pass.Kernels.AddColumnSums(projectedGradient, pass.GradientOf(_bias));
        Matrix inputGradient = pass.Arena.Allocate(input.Rows, input.Columns);
        pass.Kernels.Multiply(projectedGradient, pass.Weights.Straight(_weight), inputGradient);
        return inputGradient;
    }

    private ScaledDotProduct Of(Matrix projected, Matrix context, Matrix logSums, SequenceBatch batch, int sequence)
    {
        int offset = batch.Offset(sequence);
        int length = batch.Length(sequence);
        Matrix rows = projected.RowRange(offset, length);
        return new ScaledDotProduct
        {
            Queries = rows.ColumnRange(0, _size),
            Keys = rows.ColumnRange(_size, _size),
            Values = rows.ColumnRange(2 * _size, _size),
            Context = context.RowRange(offset, length),
            LogSums = logSums.RowRange(offset, length),
            Heads = _heads,
            IsCausal = _causal,
        };
    }
}
