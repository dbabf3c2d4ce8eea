using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The loops around the register tile of a matrix product.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    // A panel of B of this depth and the rows of A that meet it stay in the first and second level caches.
    private const int DepthBlock = 384;
    private const int RowBlock = 192;

    // Two vectors side by side; three would not leave enough registers for as many rows.
    private const int VectorsPerPanel = 2;

    public sealed override int PanelWidth => PanelColumns;

    private static int PanelColumns => VectorsPerPanel * Width;

    /// <summary>
    /// c = start + a b for as many of the rows as fit the registers, and one panel, all sums in registers. Returns how many rows
    /// that were.
    /// </summary>
    protected abstract int Tile(in TileArguments tile, int rows);

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
                    Panel(ref tile, rowCount, b.Columns - column, start.ColumnStride == 0);
                }
            }
        }
    }

    /// <summary>All tiles of some rows and one panel, of which the product has so many columns or more.</summary>
    private void Panel(ref TileArguments tile, int rows, int columns, bool sameStart)
    {
        if (columns >= PanelWidth)
        {
            Strip(ref tile, rows);
        }
        else
        {
            EdgeStrip(ref tile, rows, columns, sameStart);
        }
    }

    private void Strip(ref TileArguments tile, int rows)
    {
        while (rows > 0)
        {
            // The sums are stored long after: by then their places are in the cache.
            for (int row = 0; row < Math.Min(rows, TileRows); row++)
            {
                Prefetch.Row(tile.C + row * tile.CStride, PanelColumns);
            }

            int done = Tile(tile, rows);
            tile.A += tile.IsTransposed ? done : done * tile.AStride;
            tile.Start += done * tile.StartStride;
            tile.C += done * tile.CStride;
            rows -= done;
        }
    }

    /// <summary>The last panel where it is not full: through a copy, so that nothing beyond the last column is read as a start or written.</summary>
    [SkipLocalsInit]
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
}
