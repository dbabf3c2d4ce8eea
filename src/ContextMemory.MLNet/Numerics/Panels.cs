using System.Diagnostics;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// The right factor B [depth x columns] of a product, as the kernels read it: panels of <see cref="Kernels.PanelWidth"/> columns,
/// each walked from the first row to the last. It holds floats, or where it is quantized, groups of <see cref="GroupSize"/> bytes in their place.
/// </summary>
internal readonly unsafe struct Panels
{
    /// <summary>Rows of a quantized factor that stand together.</summary>
    public const int GroupSize = sizeof(float);

    private Panels(float* data, int depth, int columns, nint depthStride, nint panelStride, float* steps, float* codeSums)
    {
        Data = data;
        Depth = depth;
        Columns = columns;
        DepthStride = depthStride;
        PanelStride = panelStride;
        Steps = steps;
        CodeSums = codeSums;
    }

    public float* Data { get; }

    public int Depth { get; }

    public int Columns { get; }

    /// <summary>Floats, or groups, from one row of a panel to its next row.</summary>
    public nint DepthStride { get; }

    /// <summary>Floats, or groups, from one panel to the next.</summary>
    public nint PanelStride { get; }

    /// <summary>What the whole numbers of each column are multiplied by; null where the factor is not quantized.</summary>
    public float* Steps { get; }

    /// <summary>The sum of each column's whole numbers.</summary>
    public float* CodeSums { get; }

    public bool IsQuantized => Steps != null;

    /// <summary>A matrix read where it lies. Its buffer must allow reads a panel past its end, as every <see cref="AlignedBuffer"/> does.</summary>
    public static Panels Of(Matrix matrix, int panelWidth) => Of(matrix.Data, matrix.Rows, matrix.Columns, matrix.Stride, panelWidth);

    public static Panels Of(float* data, int depth, int columns, nint depthStride, nint panelStride) =>
        new(data, depth, columns, depthStride, panelStride, null, null);

    public static Panels Quantized(float* data, int depth, int columns, int panelWidth, float* steps, float* codeSums) =>
        new(data, depth, columns, panelWidth, (nint)Groups(depth) * panelWidth, steps, codeSums);

    /// <summary>Groups of so many rows.</summary>
    public static int Groups(int depth) => (depth + GroupSize - 1) / GroupSize;

    /// <summary>Some of the factor's columns, from the first of a panel on.</summary>
    public Panels ColumnRange(int first, int count, int panelWidth)
    {
        Debug.Assert(first % panelWidth == 0 && first + count <= Columns && !IsQuantized);
        return Of(Data + first / panelWidth * PanelStride, Depth, count, DepthStride, PanelStride);
    }

    /// <summary>Some of the factor's rows.</summary>
    public Panels DepthRange(int first, int count)
    {
        Debug.Assert(first + count <= Depth && !IsQuantized);
        return Of(Data + first * DepthStride, count, Columns, DepthStride, PanelStride);
    }
}
