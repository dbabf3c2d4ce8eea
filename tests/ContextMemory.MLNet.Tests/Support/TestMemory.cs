using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>
/// Memory for the matrices of one test. Disposed at the end of the test, because a matrix alone does not keep its memory alive.
/// </summary>
internal sealed class TestMemory(ulong seed = 1) : IDisposable
{
    private readonly Arena _arena = new();

    public RandomStream Random { get; } = new(seed);

    public Matrix Zeros(int rows, int columns) => _arena.AllocateCleared(rows, columns);

    public Matrix Normal(int rows, int columns, double deviation = 1)
    {
        Matrix matrix = _arena.Allocate(rows, columns);
        Fill(matrix, deviation);
        return matrix;
    }

    /// <summary>A block of columns of a wider matrix, whose other elements are <paramref name="around"/>.</summary>
    public Matrix NormalView(int rows, int columns, int before, int behind, float around)
    {
        Matrix whole = _arena.Allocate(rows, before + columns + behind);
        whole.Span.Fill(around);
        Matrix view = whole.ColumnRange(before, columns);
        Fill(view, 1);
        return view;
    }

    public Matrix Of(int rows, int columns, ReadOnlySpan<float> values)
    {
        Matrix matrix = _arena.Allocate(rows, columns);
        values.CopyTo(matrix.Span);
        return matrix;
    }

    /// <summary>The same elements without gaps.</summary>
    public Matrix Copy(Matrix source)
    {
        Matrix copy = _arena.Allocate(source.Rows, source.Columns);
        source.CopyTo(copy);
        return copy;
    }

    public void Fill(Matrix matrix, double deviation)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            foreach (ref float value in matrix.Row(row))
            {
                value = (float)(deviation * Random.NextGaussian());
            }
        }
    }

    public void Dispose() => GC.KeepAlive(_arena);
}
