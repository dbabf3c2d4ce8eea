using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Kernels on registers of 512 bits. A tile of 12 rows by 2 vectors fills 24 of 32 registers with sums. The sums are named
/// variables because the compiler keeps only those in registers, and plain vectors because it multiplies and adds those in place.
/// </summary>
internal sealed unsafe class Vector512Kernels : SimdKernels<Simd512>
{
    public override string Name => "512";

    protected override int TileRows => 12;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile12(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector512<float> c00 = Load(start), c01 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Load(start), c11 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c20 = Load(start), c21 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c30 = Load(start), c31 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c40 = Load(start), c41 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c50 = Load(start), c51 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c60 = Load(start), c61 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c70 = Load(start), c71 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c80 = Load(start), c81 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c90 = Load(start), c91 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> ca0 = Load(start), ca1 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> cb0 = Load(start), cb1 = Load(start + 16);
        Vector512<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a[1]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a[2]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(a[3]); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
                x = Create(a[4]); c40 = FusedMultiplyAdd(x, b0, c40); c41 = FusedMultiplyAdd(x, b1, c41);
                x = Create(a[5]); c50 = FusedMultiplyAdd(x, b0, c50); c51 = FusedMultiplyAdd(x, b1, c51);
                x = Create(a[6]); c60 = FusedMultiplyAdd(x, b0, c60); c61 = FusedMultiplyAdd(x, b1, c61);
                x = Create(a[7]); c70 = FusedMultiplyAdd(x, b0, c70); c71 = FusedMultiplyAdd(x, b1, c71);
                x = Create(a[8]); c80 = FusedMultiplyAdd(x, b0, c80); c81 = FusedMultiplyAdd(x, b1, c81);
                x = Create(a[9]); c90 = FusedMultiplyAdd(x, b0, c90); c91 = FusedMultiplyAdd(x, b1, c91);
                x = Create(a[10]); ca0 = FusedMultiplyAdd(x, b0, ca0); ca1 = FusedMultiplyAdd(x, b1, ca1);
                x = Create(a[11]); cb0 = FusedMultiplyAdd(x, b0, cb0); cb1 = FusedMultiplyAdd(x, b1, cb1);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            float* a2 = tile.A + 6 * stride;
            float* a3 = tile.A + 9 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++, a2++, a3++)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a0[stride]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a0[2 * stride]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(*a1); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
                x = Create(a1[stride]); c40 = FusedMultiplyAdd(x, b0, c40); c41 = FusedMultiplyAdd(x, b1, c41);
                x = Create(a1[2 * stride]); c50 = FusedMultiplyAdd(x, b0, c50); c51 = FusedMultiplyAdd(x, b1, c51);
                x = Create(*a2); c60 = FusedMultiplyAdd(x, b0, c60); c61 = FusedMultiplyAdd(x, b1, c61);
                x = Create(a2[stride]); c70 = FusedMultiplyAdd(x, b0, c70); c71 = FusedMultiplyAdd(x, b1, c71);
                x = Create(a2[2 * stride]); c80 = FusedMultiplyAdd(x, b0, c80); c81 = FusedMultiplyAdd(x, b1, c81);
                x = Create(*a3); c90 = FusedMultiplyAdd(x, b0, c90); c91 = FusedMultiplyAdd(x, b1, c91);
                x = Create(a3[stride]); ca0 = FusedMultiplyAdd(x, b0, ca0); ca1 = FusedMultiplyAdd(x, b1, ca1);
                x = Create(a3[2 * stride]); cb0 = FusedMultiplyAdd(x, b0, cb0); cb1 = FusedMultiplyAdd(x, b1, cb1);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.CStride;
        c10.Store(c);
        c11.Store(c + 16);
        c += tile.CStride;
        c20.Store(c);
        c21.Store(c + 16);
        c += tile.CStride;
        c30.Store(c);
        c31.Store(c + 16);
        c += tile.CStride;
        c40.Store(c);
        c41.Store(c + 16);
        c += tile.CStride;
        c50.Store(c);
        c51.Store(c + 16);
        c += tile.CStride;
        c60.Store(c);
        c61.Store(c + 16);
        c += tile.CStride;
        c70.Store(c);
        c71.Store(c + 16);
        c += tile.CStride;
        c80.Store(c);
        c81.Store(c + 16);
        c += tile.CStride;
        c90.Store(c);
        c91.Store(c + 16);
        c += tile.CStride;
        ca0.Store(c);
        ca1.Store(c + 16);
        c += tile.CStride;
        cb0.Store(c);
        cb1.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector512<float> c00 = Load(start), c01 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Load(start), c11 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c20 = Load(start), c21 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c30 = Load(start), c31 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c40 = Load(start), c41 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c50 = Load(start), c51 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c60 = Load(start), c61 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c70 = Load(start), c71 = Load(start + 16);
        Vector512<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a[1]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a[2]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(a[3]); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
                x = Create(a[4]); c40 = FusedMultiplyAdd(x, b0, c40); c41 = FusedMultiplyAdd(x, b1, c41);
                x = Create(a[5]); c50 = FusedMultiplyAdd(x, b0, c50); c51 = FusedMultiplyAdd(x, b1, c51);
                x = Create(a[6]); c60 = FusedMultiplyAdd(x, b0, c60); c61 = FusedMultiplyAdd(x, b1, c61);
                x = Create(a[7]); c70 = FusedMultiplyAdd(x, b0, c70); c71 = FusedMultiplyAdd(x, b1, c71);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            float* a2 = tile.A + 6 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++, a2++)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a0[stride]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a0[2 * stride]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(*a1); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
                x = Create(a1[stride]); c40 = FusedMultiplyAdd(x, b0, c40); c41 = FusedMultiplyAdd(x, b1, c41);
                x = Create(a1[2 * stride]); c50 = FusedMultiplyAdd(x, b0, c50); c51 = FusedMultiplyAdd(x, b1, c51);
                x = Create(*a2); c60 = FusedMultiplyAdd(x, b0, c60); c61 = FusedMultiplyAdd(x, b1, c61);
                x = Create(a2[stride]); c70 = FusedMultiplyAdd(x, b0, c70); c71 = FusedMultiplyAdd(x, b1, c71);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.CStride;
        c10.Store(c);
        c11.Store(c + 16);
        c += tile.CStride;
        c20.Store(c);
        c21.Store(c + 16);
        c += tile.CStride;
        c30.Store(c);
        c31.Store(c + 16);
        c += tile.CStride;
        c40.Store(c);
        c41.Store(c + 16);
        c += tile.CStride;
        c50.Store(c);
        c51.Store(c + 16);
        c += tile.CStride;
        c60.Store(c);
        c61.Store(c + 16);
        c += tile.CStride;
        c70.Store(c);
        c71.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector512<float> c00 = Load(start), c01 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Load(start), c11 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c20 = Load(start), c21 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c30 = Load(start), c31 = Load(start + 16);
        Vector512<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a[1]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a[2]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(a[3]); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a0[stride]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a0[2 * stride]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(*a1); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.CStride;
        c10.Store(c);
        c11.Store(c + 16);
        c += tile.CStride;
        c20.Store(c);
        c21.Store(c + 16);
        c += tile.CStride;
        c30.Store(c);
        c31.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector512<float> c00 = Load(start), c01 = Load(start + 16);
        start += tile.StartStride;
        Vector512<float> c10 = Load(start), c11 = Load(start + 16);
        Vector512<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a[1]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
            }
        }
        else
        {
            float* a0 = tile.A;
            for (; b < end; b += tile.PanelStride, a0++)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a0[stride]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
        c += tile.CStride;
        c10.Store(c);
        c11.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector512<float> c00 = Load(start), c01 = Load(start + 16);
        Vector512<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
            }
        }
        else
        {
            float* a0 = tile.A;
            for (; b < end; b += tile.PanelStride, a0++)
            {
                b0 = Load(b);
                b1 = Load(b + 16);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 16);
    }
}
