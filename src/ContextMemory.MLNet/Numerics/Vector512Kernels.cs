using System.Runtime.Intrinsics;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Kernels on registers of 512 bits. A tile of 12 rows by 2 vectors fills 24 of 32 registers with sums. The sums are named variables
/// because the compiler keeps only those in registers, and plain vectors because it multiplies and adds those in place.
/// </summary>
internal sealed unsafe class Vector512Kernels : SimdKernels<Simd512>
{
    public override string Name => "512";

    protected override int Tile(in TileArguments tile, int rows)
    {
        switch (rows)
        {
            case >= 12:
                Tile12(tile);
                return 12;
            case >= 8:
                Tile8(tile);
                return 8;
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

    private static void Tile12(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* a1 = tile.A + 3 * rowStride;
        float* a2 = tile.A + 6 * rowStride;
        float* a3 = tile.A + 9 * rowStride;
        float* b = tile.B;
        float* start = tile.Start;
        Vector512<float> c00 = Vector512.Load(start), c01 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Vector512.Load(start), c11 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c20 = Vector512.Load(start), c21 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c30 = Vector512.Load(start), c31 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c40 = Vector512.Load(start), c41 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c50 = Vector512.Load(start), c51 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c60 = Vector512.Load(start), c61 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c70 = Vector512.Load(start), c71 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c80 = Vector512.Load(start), c81 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c90 = Vector512.Load(start), c91 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c100 = Vector512.Load(start), c101 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c110 = Vector512.Load(start), c111 = Vector512.Load(start + 16);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(*a0);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a0[rowStride]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a0[2 * rowStride]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(*a1);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(a1[rowStride]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a1[2 * rowStride]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(*a2);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(a2[rowStride]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
            x = Vector512.Create(a2[2 * rowStride]);
            c80 = Vector512.FusedMultiplyAdd(x, b0, c80);
            c81 = Vector512.FusedMultiplyAdd(x, b1, c81);
            x = Vector512.Create(*a3);
            c90 = Vector512.FusedMultiplyAdd(x, b0, c90);
            c91 = Vector512.FusedMultiplyAdd(x, b1, c91);
            x = Vector512.Create(a3[rowStride]);
            c100 = Vector512.FusedMultiplyAdd(x, b0, c100);
            c101 = Vector512.FusedMultiplyAdd(x, b1, c101);
            x = Vector512.Create(a3[2 * rowStride]);
            c110 = Vector512.FusedMultiplyAdd(x, b0, c110);
            c111 = Vector512.FusedMultiplyAdd(x, b1, c111);
            a0 += depthStride;
            a1 += depthStride;
            a2 += depthStride;
            a3 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.ColumnStride;
        c10.Store(c);
        c11.Store(c + 16);
        c += tile.ColumnStride;
        c20.Store(c);
        c21.Store(c + 16);
        c += tile.ColumnStride;
        c30.Store(c);
        c31.Store(c + 16);
        c += tile.ColumnStride;
        c40.Store(c);
        c41.Store(c + 16);
        c += tile.ColumnStride;
        c50.Store(c);
        c51.Store(c + 16);
        c += tile.ColumnStride;
        c60.Store(c);
        c61.Store(c + 16);
        c += tile.ColumnStride;
        c70.Store(c);
        c71.Store(c + 16);
        c += tile.ColumnStride;
        c80.Store(c);
        c81.Store(c + 16);
        c += tile.ColumnStride;
        c90.Store(c);
        c91.Store(c + 16);
        c += tile.ColumnStride;
        c100.Store(c);
        c101.Store(c + 16);
        c += tile.ColumnStride;
        c110.Store(c);
        c111.Store(c + 16);
    }

    private static void Tile8(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* a1 = tile.A + 3 * rowStride;
        float* a2 = tile.A + 6 * rowStride;
        float* b = tile.B;
        float* start = tile.Start;
        Vector512<float> c00 = Vector512.Load(start), c01 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Vector512.Load(start), c11 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c20 = Vector512.Load(start), c21 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c30 = Vector512.Load(start), c31 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c40 = Vector512.Load(start), c41 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c50 = Vector512.Load(start), c51 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c60 = Vector512.Load(start), c61 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c70 = Vector512.Load(start), c71 = Vector512.Load(start + 16);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(*a0);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a0[rowStride]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a0[2 * rowStride]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(*a1);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(a1[rowStride]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a1[2 * rowStride]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(*a2);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(a2[rowStride]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
            a0 += depthStride;
            a1 += depthStride;
            a2 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.ColumnStride;
        c10.Store(c);
        c11.Store(c + 16);
        c += tile.ColumnStride;
        c20.Store(c);
        c21.Store(c + 16);
        c += tile.ColumnStride;
        c30.Store(c);
        c31.Store(c + 16);
        c += tile.ColumnStride;
        c40.Store(c);
        c41.Store(c + 16);
        c += tile.ColumnStride;
        c50.Store(c);
        c51.Store(c + 16);
        c += tile.ColumnStride;
        c60.Store(c);
        c61.Store(c + 16);
        c += tile.ColumnStride;
        c70.Store(c);
        c71.Store(c + 16);
    }

    private static void Tile4(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* a1 = tile.A + 3 * rowStride;
        float* b = tile.B;
        float* start = tile.Start;
        Vector512<float> c00 = Vector512.Load(start), c01 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Vector512.Load(start), c11 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c20 = Vector512.Load(start), c21 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c30 = Vector512.Load(start), c31 = Vector512.Load(start + 16);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(*a0);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a0[rowStride]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a0[2 * rowStride]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(*a1);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            a0 += depthStride;
            a1 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.ColumnStride;
        c10.Store(c);
        c11.Store(c + 16);
        c += tile.ColumnStride;
        c20.Store(c);
        c21.Store(c + 16);
        c += tile.ColumnStride;
        c30.Store(c);
        c31.Store(c + 16);
    }

    private static void Tile2(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* b = tile.B;
        float* start = tile.Start;
        Vector512<float> c00 = Vector512.Load(start), c01 = Vector512.Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Vector512.Load(start), c11 = Vector512.Load(start + 16);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(*a0);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a0[rowStride]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            a0 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.ColumnStride;
        c10.Store(c);
        c11.Store(c + 16);
    }

    private static void Tile1(in TileArguments tile)
    {
        nint rowStride = tile.RowStride;
        float* a0 = tile.A;
        float* b = tile.B;
        float* start = tile.Start;
        Vector512<float> c00 = Vector512.Load(start), c01 = Vector512.Load(start + 16);
        nint depthStride = tile.DepthStride;
        nint panelStride = tile.PanelDepthStride;
        for (int depth = tile.Depth; depth > 0; depth--)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(*a0);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            a0 += depthStride;
            b += panelStride;
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
    }
}
