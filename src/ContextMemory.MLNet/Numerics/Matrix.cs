using System.Diagnostics;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// A row-major view of floats that an <see cref="AlignedBuffer"/> owns: an arena, the parameters, their gradients.
/// Rows may lie further apart than they are long, so a block of columns is a view too.
/// </summary>
internal readonly unsafe struct Matrix
{
    public Matrix(float* data, int rows, int columns, int stride)
    {
        Debug.Assert(rows >= 0 && columns >= 0 && stride >= columns);
        Data = data;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    public Matrix(float* data, int rows, int columns)
        : this(data, rows, columns, columns)
    {
    }

    public float* Data { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Floats from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    public bool IsContiguous => Stride == Columns || Rows <= 1;

    public ref float this[int row, int column]
    {
        get
        {
            Debug.Assert((uint)row < (uint)Rows && (uint)column < (uint)Columns);
            return ref Data[(nint)row * Stride + column];
        }
    }

    /// <summary>All elements as one span; only where no gap lies between the rows.</summary>
    public Span<float> Span
    {
        get
        {
            Debug.Assert(IsContiguous);
            return new Span<float>(Data, Rows * Columns);
        }
    }

    /// <summary>The first or the second half of the rows.</summary>
    public Matrix Half(int half)
    {
        int first = half * Rows / 2;
        return RowRange(first, (half + 1) * Rows / 2 - first);
    }

    public Span<float> Row(int row)
    {
        Debug.Assert((uint)row < (uint)Rows);
        return new Span<float>(Data + (nint)row * Stride, Columns);
    }

    public float* RowData(int row)
    {
        Debug.Assert((uint)row <= (uint)Rows);
        return Data + (nint)row * Stride;
    }

    public Matrix RowRange(int start, int count)
    {
        Debug.Assert(start >= 0 && count >= 0 && start + count <= Rows);
        return new Matrix(Data + (nint)start * Stride, count, Columns, Stride);
    }

    public Matrix ColumnRange(int start, int count)
    {
        Debug.Assert(start >= 0 && count >= 0 && start + count <= Columns);
        return new Matrix(Data + start, Rows, count, Stride);
    }

    public void Clear()
    {
        if (IsContiguous)
        {
            Span.Clear();
            return;
        }

        for (int row = 0; row < Rows; row++)
        {
            Row(row).Clear();
        }
    }

    public void CopyTo(Matrix destination)
    {
        Debug.Assert(destination.Rows == Rows && destination.Columns == Columns);
        for (int row = 0; row < Rows; row++)
        {
            Row(row).CopyTo(destination.Row(row));
        }
    }
}
