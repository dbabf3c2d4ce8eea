using System.Runtime.Intrinsics;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Kernels on registers of 256 bits. A tile of 6 rows by 2 vectors fills 12 of 16 registers with sums. The sums are named variables
/// because the compiler keeps only those in registers, and plain vectors because it multiplies and adds those in place.
/// </summary>
internal sealed unsafe class Vector256Kernels : SimdKernels<Simd256>
{
    public override string Name => "256";

    protected override int Tile(in TileArguments tile, int rows)
    {
        switch (rows)
        {
            case >= 6:
                Tile6(tile);
                return 6;
            case >= 4:
                Tile4(tile);
                return 4;
            case >= 2:
                Tile2(tile);
                return 2;
            default:
                Tile1(tile);
                return 1;
        }
    }

    private static void Tile6(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* a1 = tile.A + 3 * rowStride;
        float* b = tile.B;
        float* start = tile.Start;
        Vector256<float> c00 = Vector256.Load(start), c01 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c10 = Vector256.Load(start), c11 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c20 = Vector256.Load(start), c21 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c30 = Vector256.Load(start), c31 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c40 = Vector256.Load(start), c41 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c50 = Vector256.Load(start), c51 = Vector256.Load(start + 8);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(*a0);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a0[rowStride]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a0[2 * rowStride]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(*a1);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
            x = Vector256.Create(a1[rowStride]);
            c40 = Vector256.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector256.FusedMultiplyAdd(x, b1, c41);
            x = Vector256.Create(a1[2 * rowStride]);
            c50 = Vector256.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector256.FusedMultiplyAdd(x, b1, c51);
            a0 += depthStride;
            a1 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 8);
        c += tile.ColumnStride;
        c10.Store(c);
        c11.Store(c + 8);
        c += tile.ColumnStride;
        c20.Store(c);
        c21.Store(c + 8);
        c += tile.ColumnStride;
        c30.Store(c);
        c31.Store(c + 8);
        c += tile.ColumnStride;
        c40.Store(c);
        c41.Store(c + 8);
        c += tile.ColumnStride;
        c50.Store(c);
        c51.Store(c + 8);
    }

    private static void Tile4(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* a1 = tile.A + 3 * rowStride;
        float* b = tile.B;
        float* start = tile.Start;
        Vector256<float> c00 = Vector256.Load(start), c01 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c10 = Vector256.Load(start), c11 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c20 = Vector256.Load(start), c21 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c30 = Vector256.Load(start), c31 = Vector256.Load(start + 8);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(*a0);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a0[rowStride]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a0[2 * rowStride]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(*a1);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
            a0 += depthStride;
            a1 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 8);
        c += tile.ColumnStride;
        c10.Store(c);
        c11.Store(c + 8);
        c += tile.ColumnStride;
        c20.Store(c);
        c21.Store(c + 8);
        c += tile.ColumnStride;
        c30.Store(c);
        c31.Store(c + 8);
    }

    private static void Tile2(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* b = tile.B;
        float* start = tile.Start;
        Vector256<float> c00 = Vector256.Load(start), c01 = Vector256.Load(start + 8);
        start += tile.StartStride;
        Vector256<float> c10 = Vector256.Load(start), c11 = Vector256.Load(start + 8);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(*a0);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a0[rowStride]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            a0 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 8);
        c += tile.ColumnStride;
        c10.Store(c);
        c11.Store(c + 8);
    }

    private static void Tile1(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* b = tile.B;
        float* start = tile.Start;
        Vector256<float> c00 = Vector256.Load(start), c01 = Vector256.Load(start + 8);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(*a0);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            a0 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 8);
    }
}
