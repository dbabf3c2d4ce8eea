using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The loops around the register tile of a matrix product.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    // A panel of B of this depth and the rows of A that meet it stay in the first and second level caches.
    private const int DepthBlock = 384;
    private const int RowBlock = 192;

    // Two vectors side by side; three would not leave enough registers for as many rows.
    private const int VectorsPerPanel = 2;

    // For a^T b, where both factors are copied a block at a time: neither is read along its rows.
    private const int TransposedDepthBlock = 192;
    private const int TransposedRowBlock = 192;
    private const int TransposedColumnBlock = 512;

    private const int FloatsPerLine = 16;

    // Between one strip or panel and the next: not a multiple of the caches' way size, or they would push one another out.
    private const int BlockGap = 32;

    [ThreadStatic]
    private static AlignedBuffer? s_blocks;

    public sealed override int PanelWidth => PanelColumns;

    private static int PanelColumns => VectorsPerPanel * Width;

    /// <summary>
    /// c = start + a b for as many of the rows as fit the registers, and one panel, all sums in registers. Returns how many rows
    /// that were.
    /// </summary>
    protected abstract int Tile(in TileArguments tile, int rows);

    /// <summary>The most rows that <see cref="Tile"/> does at once.</summary>
    protected abstract int TileRows { get; }

    public sealed override void MultiplyTransposedAdd(Matrix a, Matrix b, Matrix c)
    {
        if (c.Rows < TileRows || c.Columns <= PanelWidth)
        {
            base.MultiplyTransposedAdd(a, b, c);
            return;
        }

        s_blocks ??= new AlignedBuffer(checked((int)(
            (TransposedColumnBlock / PanelWidth * PanelLength(TransposedDepthBlock))
            + ((TransposedRowBlock / TileRows + 1) * StripLength(TransposedDepthBlock, TileRows)))));
        float* panels = s_blocks.Data;
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
            int width = Math.Min(PanelWidth, c.Columns - column);
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
                if (width == PanelWidth)
                {
                    Strip(ref tile, rows);
                }
                else
                {
                    EdgeStrip(ref tile, rows, width, sameStart: false);
                }
            }
        }
    }

    protected sealed override void Product(
        float* data, nint rowStride, nint depthStride, int rows, Panels b, Matrix c, ProductStart start)
    {
        bool isTransposed = rowStride == 1 && depthStride != 1;
        for (int depth = 0; depth == 0 || depth < b.Depth; depth += DepthBlock)
        {
            int depthCount = Math.Min(DepthBlock, b.Depth - depth);
            if (depth > 0)
            {
                start = new ProductStart(c.Data, c.Stride, 1);
            }

            for (int row = 0; row < rows; row += RowBlock)
            {
                int rowCount = Math.Min(RowBlock, rows - row);
                for (int column = 0; column < b.Columns; column += PanelWidth)
                {
                    var tile = new TileArguments
                    {
                        A = data + row * rowStride + depth * depthStride,
                        AStride = isTransposed ? depthStride : rowStride,
                        IsTransposed = isTransposed,
                        B = b.Data + column / PanelWidth * b.PanelStride + depth * b.DepthStride,
                        PanelStride = b.DepthStride,
                        Depth = depthCount,
                        Start = start.Data + row * start.RowStride + column * start.ColumnStride,
                        StartStride = start.RowStride,
                        C = c.Data + (nint)row * c.Stride + column,
                        CStride = c.Stride,
                    };
                    int width = b.Columns - column;
                    if (width >= PanelWidth)
                    {
                        Strip(ref tile, rowCount);
                    }
                    else
                    {
                        EdgeStrip(ref tile, rowCount, width, start.ColumnStride == 0);
                    }
                }
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
                for (int j = 0; j < tileRows; j += 2)
                {
                    *(double*)(to + j) = *(double*)(source + row + j);
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

    private void Strip(ref TileArguments tile, int rows)
    {
        while (rows > 0)
        {
            Prefetch(tile.C, tile.CStride, Math.Min(rows, TileRows));
            int done = Tile(tile, rows);
            tile.A += tile.IsTransposed ? done : done * tile.AStride;
            tile.Start += done * tile.StartStride;
            tile.C += done * tile.CStride;
            rows -= done;
        }
    }

    // The sums are stored long after: by then their places are in the cache.
    private static void Prefetch(float* rows, nint stride, int count)
    {
        if (Sse.IsSupported)
        {
            for (int i = 0; i < count; i++, rows += stride)
            {
                for (int column = 0; column < PanelColumns; column += FloatsPerLine)
                {
                    Sse.Prefetch0(rows + column);
                }
            }
        }
    }

    /// <summary>The last panel where it is not full: through a copy, so that nothing beyond the last column is read as a start or written.</summary>
    private void EdgeStrip(ref TileArguments tile, int rows, int width, bool sameStart)
    {
        float* copy = stackalloc float[RowBlock * VectorsPerPanel * MaxWidth];
        float* start = tile.Start;
        nint startStride = tile.StartStride;
        float* c = tile.C;
        for (int row = 0; row < rows; row++)
        {
            var target = new Span<float>(copy + row * PanelWidth, PanelWidth);
            target.Clear();
            new Span<float>(start + row * startStride, sameStart ? PanelWidth : width).CopyTo(target);
        }

        nint cStride = tile.CStride;
        tile.Start = tile.C = copy;
        tile.StartStride = tile.CStride = PanelWidth;
        Strip(ref tile, rows);
        for (int row = 0; row < rows; row++)
        {
            new Span<float>(copy + row * PanelWidth, width).CopyTo(new Span<float>(c + row * cStride, width));
        }
    }

    protected struct TileArguments
    {
        public float* A;

        /// <summary>From one row of A to the next, or where A is transposed, from one depth to the next; the other stride is 1.</summary>
        public nint AStride;
        public bool IsTransposed;
        public float* B;

        /// <summary>From one depth of the panel to the next.</summary>
        public nint PanelStride;
        public int Depth;
        public float* Start;
        public nint StartStride;
        public float* C;
        public nint CStride;
    }
}
