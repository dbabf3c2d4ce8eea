using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Products with a quantized right factor. Each row of the left one is quantized as it is read, to bytes between its smallest and its largest
/// value, zero among them (dynamic quantization); the sums of products are exact whole numbers.
/// </summary>
internal abstract unsafe partial class Kernels
{
    /// <summary>The largest depth of a quantized product.</summary>
    public const int MostQuantizedDepth = 8_192;

    private const int BytesOfRows = 32_768;
    private const int MostRows = 96;
    private const float LargestByte = byte.MaxValue;

    // Below this, the values of a row count as zeros.
    private const float SmallestRange = 1e-30f;

    [SkipLocalsInit]
    private void QuantizedProduct(Matrix a, Panels b, Matrix c, ProductStart start)
    {
        Debug.Assert(b.Depth <= MostQuantizedDepth);
        int groups = Panels.Groups(b.Depth);
        int together = Math.Clamp(BytesOfRows / Math.Max(1, groups * Panels.GroupSize) / TileRows * TileRows, TileRows, MostRows);
        together = Math.Min(together, a.Rows);
        float* codes = stackalloc float[together * groups];
        RowQuantization* rows = stackalloc RowQuantization[together];
        int* sums = stackalloc int[together * PanelWidth];
        for (int first = 0; first < a.Rows; first += together)
        {
            int count = Math.Min(together, a.Rows - first);
            for (int row = 0; row < count; row++)
            {
                rows[row] = Quantize(a.Row(first + row), (byte*)(codes + row * groups));
            }

            for (int column = 0; column < b.Columns; column += PanelWidth)
            {
                ByteProduct(codes, groups, count, b.Data + column / PanelWidth * b.PanelStride, sums);
                AddProducts(
                    new ReadOnlySpan<RowQuantization>(rows, count),
                    sums,
                    b.Steps + column,
                    b.CodeSums + column,
                    new ProductStart(start.Data + first * start.RowStride + column * start.ColumnStride, start.RowStride, 1),
                    new Matrix(c.RowData(first) + column, count, Math.Min(PanelWidth, b.Columns - column), c.Stride));
            }
        }
    }

    /// <summary>How a row between these values is quantized. Its step is not a number where a value is not finite.</summary>
    protected static RowQuantization QuantizationOf(float min, float max, bool isFinite)
    {
        float range = max - min;
        return !isFinite ? new RowQuantization(float.NaN, 0, 0)
            : range < SmallestRange ? default
            : new RowQuantization(range / LargestByte, LargestByte / range, MathF.Round(-min * (LargestByte / range)));
    }

    /// <summary>Rows of a register tile.</summary>
    protected abstract int TileRows { get; }

    /// <summary>Quantizes a row: round(value / step + zero), between 0 and 255. What is beyond it in its last group becomes 0.</summary>
    /// <param name="row">The values.</param>
    /// <param name="codes">A byte a value; written.</param>
    protected abstract RowQuantization Quantize(ReadOnlySpan<float> row, byte* codes);

    /// <summary>The byte of a value.</summary>
    protected static byte CodeOf(float value, RowQuantization row) =>
        (byte)Math.Clamp(MathF.Round(MathF.FusedMultiplyAdd(value, row.Inverse, row.Zero)), 0, LargestByte);

    /// <summary>start + step * (sum - zero * codeSum) * stepOfColumn: an element of the product.</summary>
    protected static float Element(RowQuantization row, int sum, float stepOfColumn, float codeSum, float start) =>
        MathF.FusedMultiplyAdd(row.Step, stepOfColumn * MathF.FusedMultiplyAdd(-row.Zero, codeSum, sum), start);

    /// <summary>The sums of products of the rows' bytes with those of a panel, [rows x panel width].</summary>
    protected abstract void ByteProduct(float* codes, int groups, int rows, float* panel, int* sums);

    /// <summary>c = start + step * (sums - zero * codeSums) * steps, for some columns of a panel.</summary>
    protected abstract void AddProducts(
        ReadOnlySpan<RowQuantization> rows, int* sums, float* steps, float* codeSums, ProductStart start, Matrix c);

    /// <summary>How one row is quantized.</summary>
    /// <param name="Step">What a whole number stands for.</param>
    /// <param name="Inverse">1 / step.</param>
    /// <param name="Zero">The whole number of zero.</param>
    protected readonly record struct RowQuantization(float Step, float Inverse, float Zero);
}
