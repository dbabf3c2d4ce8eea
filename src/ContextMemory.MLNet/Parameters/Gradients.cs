using System.Diagnostics;
using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Parameters;

/// <summary>The gradients of one shard of a batch, or of the whole batch: those of the parameters that learn.</summary>
internal sealed unsafe class Gradients
{
    private readonly ParameterLayout _layout;
    private readonly AlignedBuffer _dense;
    private readonly SparseGradient?[] _sparse;

    public Gradients(ParameterLayout layout)
    {
        _layout = layout;
        _dense = new AlignedBuffer(layout.DenseLength);
        _sparse = [.. layout.Parameters.Select(parameter => parameter is { IsSparse: true, Learns: true } ? new SparseGradient(parameter) : null)];
    }

    public Span<float> Dense => _dense.Span;

    /// <summary>Bytes that are kept.</summary>
    public long Size => (long)sizeof(float) * _dense.Length + _sparse.Sum(sparse => sparse?.Size ?? 0);

    public Matrix this[Parameter parameter]
    {
        get
        {
            Debug.Assert(parameter is { Learns: true, IsSparse: false });
            return new Matrix(_dense.Data + _layout.OffsetOf(parameter), parameter.Rows, parameter.Columns);
        }
    }

    public SparseGradient Sparse(Parameter parameter) => _sparse[parameter.Index]!;

    public void Clear()
    {
        _dense.Span.Clear();
        foreach (SparseGradient? sparse in _sparse)
        {
            sparse?.Clear();
        }
    }

    /// <summary>Adds the gradients of the embedding tables.</summary>
    public void AddSparse(Gradients other, Kernels kernels)
    {
        for (int i = 0; i < _sparse.Length; i++)
        {
            _sparse[i]?.Add(other._sparse[i]!, kernels);
        }
    }

    /// <summary>The Euclidean norm over all parameters.</summary>
    public double Norm()
    {
        double sum = TensorPrimitives.SumOfSquares<float>(Dense);
        foreach (SparseGradient? sparse in _sparse)
        {
            if (sparse is not null)
            {
                sum += TensorPrimitives.SumOfSquares<float>(sparse.Values);
            }
        }

        return Math.Sqrt(sum);
    }
}
