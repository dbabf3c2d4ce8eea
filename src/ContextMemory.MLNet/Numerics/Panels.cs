using System.Diagnostics;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// The right factor B [depth x columns] of a product, as the kernels read it: panels of <see cref="Kernels.PanelWidth"/> columns,
/// each walked from the first row to the last.
/// </summary>
internal readonly unsafe struct Panels(float* data, int depth, int columns, nint depthStride, nint panelStride)
{
    public float* Data { get; } = data;

    public int Depth { get; } = depth;

    public int Columns { get; } = columns;

    /// <summary>Floats from one row of a panel to its next row.</summary>
    public nint DepthStride { get; } = depthStride;

    /// <summary>Floats from one panel to the next.</summary>
    public nint PanelStride { get; } = panelStride;

    /// <summary>A matrix read where it lies. Its buffer must allow reads a panel past its end, as every <see cref="AlignedBuffer"/> does.</summary>
    public static Panels Of(Matrix matrix, int panelWidth) => new(matrix.Data, matrix.Rows, matrix.Columns, matrix.Stride, panelWidth);

    /// <summary>Some of the factor's columns, from the first of a panel on.</summary>
    public Panels ColumnRange(int first, int count, int panelWidth)
    {
        Debug.Assert(first % panelWidth == 0 && first + count <= Columns);
        return new Panels(Data + first / panelWidth * PanelStride, Depth, count, DepthStride, PanelStride);
    }

    /// <summary>Some of the factor's rows.</summary>
    public Panels DepthRange(int first, int count) => new(Data + first * DepthStride, count, Columns, DepthStride, PanelStride);
}
