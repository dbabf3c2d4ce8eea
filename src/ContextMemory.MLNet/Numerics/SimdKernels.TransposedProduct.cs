using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>c += a^T b: both factors are copied a block at a time, for neither lies in memory as a tile reads it.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    private const int TransposedDepthBlock = 192;
    private const int TransposedRowBlock = 192;
    private const int TransposedColumnBlock = 512;

    // Between one strip or panel and the next: not a multiple of the caches' way size, or they would push one another out.
    private const int BlockGap = 32;

    [ThreadStatic]
    private static AlignedBuffer? _blocks;

    public sealed override void MultiplyTransposedAdd(Matrix a, Matrix b, Matrix c)
    {
        if (c.Rows < TileRows || c.Columns <= PanelWidth)
        {
            base.MultiplyTransposedAdd(a, b, c);
            return;
        }

        _blocks ??= new AlignedBuffer(checked((int)(
            (TransposedColumnBlock / PanelWidth * PanelLength(TransposedDepthBlock))
            + ((TransposedRowBlock / TileRows + 1) * StripLength(TransposedDepthBlock, TileRows)))));
        float* panels = _blocks.Data;
        float* strips = panels + (TransposedColumnBlock / PanelWidth * PanelLength(TransposedDepthBlock));
        for (int column = 0; column < c.Columns; column += TransposedColumnBlock)
        {
            int columnCount = Math.Min(TransposedColumnBlock, c.Columns - column);
            for (int depth = 0; depth < a.Rows; depth += TransposedDepthBlock)
            {
                int depthCount = Math.Min(TransposedDepthBlock, a.Rows - depth);
                PackPanels(b.RowData(depth) + column, b.Stride, depthCount, columnCount, panels);
                for (int row = 0; row < c.Rows; row += TransposedRowBlock)
                {
                    int rowCount = Math.Min(TransposedRowBlock, c.Rows - row);
                    PackStrips(a.RowData(depth) + row, a.Stride, depthCount, rowCount, TileRows, strips);
                    AddBlock(strips, panels, depthCount, c.RowRange(row, rowCount).ColumnRange(column, columnCount));
                }
            }
        }
    }

    private void AddBlock(float* strips, float* panels, int depth, Matrix c)
    {
        for (int column = 0; column < c.Columns; column += PanelWidth)
        {
            for (int row = 0; row < c.Rows; row += TileRows)
            {
                int rows = Math.Min(TileRows, c.Rows - row);
                float* target = c.RowData(row) + column;
                var tile = new TileArguments
                {
                    A = strips + row / TileRows * StripLength(depth, TileRows),
                    AStride = rows,
                    IsTransposed = true,
                    B = panels + column / PanelWidth * PanelLength(depth),
                    PanelStride = PanelWidth,
                    Depth = depth,
                    Start = target,
                    StartStride = c.Stride,
                    C = target,
                    CStride = c.Stride,
                };
                Panel(ref tile, rows, c.Columns - column, sameStart: false);
            }
        }
    }

    /// <summary>As many columns as a tile has rows, side by side for each depth, and then the next ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackStrips(float* source, nint stride, int depth, int rows, int tileRows, float* target)
    {
        nint stripLength = StripLength(depth, tileRows);
        int whole = rows / tileRows * tileRows;
        for (int i = 0; i < depth; i++, source += stride)
        {
            float* to = target + i * tileRows;
            int row = 0;
            for (; row < whole; row += tileRows, to += stripLength)
            {
                // Two floats at a time: every tile has an even number of rows.
                for (int j = 0; j < tileRows; j += 2)
                {
                    *(long*)(to + j) = *(long*)(source + row + j);
                }
            }

            to = target + row / tileRows * stripLength + i * (rows - whole);
            for (; row < rows; row++, to++)
            {
                *to = source[row];
            }
        }
    }

    // Row by row, for that is how they lie in memory. What stands beyond the last column is copied too, and multiplied into sums that
    // nobody reads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanels(float* source, nint stride, int depth, int columns, float* target)
    {
        nint panelLength = PanelLength(depth);
        for (int i = 0; i < depth; i++, source += stride)
        {
            float* to = target + i * PanelColumns;
            for (int column = 0; column < columns; column += PanelColumns, to += panelLength)
            {
                for (int vector = 0; vector < VectorsPerPanel; vector++)
                {
                    TSimd.Store(TSimd.Load(source + column + vector * Width), to + vector * Width);
                }
            }
        }
    }

    private static nint StripLength(int depth, int tileRows) => ((nint)depth * tileRows) + BlockGap;

    private static nint PanelLength(int depth) => ((nint)depth * PanelColumns) + BlockGap;
}
