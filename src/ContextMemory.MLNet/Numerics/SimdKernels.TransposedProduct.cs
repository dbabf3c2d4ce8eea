using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ContextMemory.MLNet.Numerics;

/// <summary>c += a^T b: both factors are copied a block at a time, for neither lies in memory as a tile reads it.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    private const int TransposedDepthBlock = 192;
    private const int TransposedRowBlock = 192;
    private const int TransposedColumnBlock = 512;

    // Of the two numbers of rows that tiles have.
    private const int ShortTileRows = 6;
    private const int LongTileRows = 12;

    // Between one strip or panel and the next: not a multiple of the caches' way size, or they would push one another out.
    private const int BlockGap = 32;

    [ThreadStatic]
    private static AlignedBuffer? _blocks;

    public sealed override void MultiplyTransposedAdd(Matrix a, Matrix b, Matrix c)
    {
        if (!FillsTiles(c))
        {
            base.MultiplyTransposedAdd(a, b, c);
            return;
        }

        for (int column = 0; column < c.Columns; column += TransposedColumnBlock)
        {
            int columnCount = Math.Min(TransposedColumnBlock, c.Columns - column);
            AddTransposed(a, b.ColumnRange(column, columnCount), c.ColumnRange(column, columnCount), default, default);
        }
    }

    /// <summary>Copies a once for both.</summary>
    public sealed override void MultiplyTransposedAdd(Matrix a, Matrix b, Matrix c, Matrix otherB, Matrix otherC)
    {
        bool fit = (PanelCount(c.Columns) + PanelCount(otherC.Columns)) * PanelWidth <= TransposedColumnBlock;
        if (!fit || !FillsTiles(c) || !FillsTiles(otherC))
        {
            base.MultiplyTransposedAdd(a, b, c, otherB, otherC);
            return;
        }

        AddTransposed(a, b, c, otherB, otherC);
    }

    /// <summary>Whether copies are worth it.</summary>
    private bool FillsTiles(Matrix c) => c.Rows >= TileRows && c.Columns > PanelWidth;

    /// <summary>Both products; of the second there may be no columns.</summary>
    private void AddTransposed(Matrix a, Matrix b, Matrix c, Matrix otherB, Matrix otherC)
    {
        _blocks ??= new AlignedBuffer(checked((int)(
            (TransposedColumnBlock / PanelWidth * PanelLength(TransposedDepthBlock))
            + ((TransposedRowBlock / TileRows + 1) * StripLength(TransposedDepthBlock, TileRows)))));
        float* panels = _blocks.Data;
        float* otherPanels = panels + PanelCount(b.Columns) * PanelLength(TransposedDepthBlock);
        float* strips = panels + (TransposedColumnBlock / PanelWidth * PanelLength(TransposedDepthBlock));
        for (int depth = 0; depth < a.Rows; depth += TransposedDepthBlock)
        {
            int depthCount = Math.Min(TransposedDepthBlock, a.Rows - depth);
            PackPanels(b, depth, depthCount, panels);
            PackPanels(otherB, depth, depthCount, otherPanels);
            for (int row = 0; row < c.Rows; row += TransposedRowBlock)
            {
                int rowCount = Math.Min(TransposedRowBlock, c.Rows - row);
                PackStrips(a.RowData(depth) + row, a.Stride, depthCount, rowCount, TileRows, strips);
                AddBlock(strips, panels, depthCount, c, row, rowCount);
                AddBlock(strips, otherPanels, depthCount, otherC, row, rowCount);
            }
        }
    }

    private void AddBlock(float* strips, float* panels, int depth, Matrix c, int firstRow, int rowCount)
    {
        for (int column = 0; column < c.Columns; column += PanelWidth)
        {
            for (int row = 0; row < rowCount; row += TileRows)
            {
                int rows = Math.Min(TileRows, rowCount - row);
                float* target = c.RowData(firstRow + row) + column;
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
        Debug.Assert(tileRows is ShortTileRows or LongTileRows);
        nint stripLength = StripLength(depth, tileRows);
        int whole = rows / tileRows * tileRows;
        for (int i = 0; i < depth; i++, source += stride)
        {
            float* to = target + i * tileRows;
            int row = 0;
            for (; row < whole; row += tileRows, to += stripLength)
            {
                if (tileRows == LongTileRows)
                {
                    Vector256.Store(Vector256.Load(source + row), to);
                    Vector128.Store(Vector128.Load(source + row + 8), to + 8);
                }
                else
                {
                    Vector128.Store(Vector128.Load(source + row), to);
                    Vector64.Store(Vector64.Load(source + row + 4), to + 4);
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
    private static void PackPanels(Matrix b, int firstDepth, int depth, float* target)
    {
        float* source = b.Data + firstDepth * (nint)b.Stride;
        nint panelLength = PanelLength(depth);
        for (int i = 0; i < depth; i++, source += b.Stride)
        {
            float* to = target + i * PanelColumns;
            for (int column = 0; column < b.Columns; column += PanelColumns, to += panelLength)
            {
                for (int vector = 0; vector < VectorsPerPanel; vector++)
                {
                    TSimd.Store(TSimd.Load(source + column + vector * Width), to + vector * Width);
                }
            }
        }
    }

    private static nint StripLength(int depth, int tileRows) => ((nint)depth * tileRows) + BlockGap;

    private static int PanelCount(int columns) => (columns + PanelColumns - 1) / PanelColumns;

    private static nint PanelLength(int depth) => ((nint)depth * PanelColumns) + BlockGap;
}
