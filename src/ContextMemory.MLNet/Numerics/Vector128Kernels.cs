using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector128;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Kernels on registers of 128 bits. A tile of 6 rows by 2 vectors fills 12 of 16 registers with sums. The sums are named
/// variables because the compiler keeps only those in registers, and plain vectors because it multiplies and adds those in place.
/// </summary>
internal sealed unsafe class Vector128Kernels : SimdKernels<Simd128>
{
    public override string Name => "128";

    protected override int TileRows => 6;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector128<float> c00 = Load(start), c01 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c10 = Load(start), c11 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c20 = Load(start), c21 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c30 = Load(start), c31 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c40 = Load(start), c41 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c50 = Load(start), c51 = Load(start + 4);
        Vector128<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 4);
                x = Create(*a); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a[1]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a[2]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(a[3]); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
                x = Create(a[4]); c40 = FusedMultiplyAdd(x, b0, c40); c41 = FusedMultiplyAdd(x, b1, c41);
                x = Create(a[5]); c50 = FusedMultiplyAdd(x, b0, c50); c51 = FusedMultiplyAdd(x, b1, c51);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++)
            {
                b0 = Load(b);
                b1 = Load(b + 4);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a0[stride]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a0[2 * stride]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(*a1); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
                x = Create(a1[stride]); c40 = FusedMultiplyAdd(x, b0, c40); c41 = FusedMultiplyAdd(x, b1, c41);
                x = Create(a1[2 * stride]); c50 = FusedMultiplyAdd(x, b0, c50); c51 = FusedMultiplyAdd(x, b1, c51);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 4);
        c += tile.CStride;
        c10.Store(c);
        c11.Store(c + 4);
        c += tile.CStride;
        c20.Store(c);
        c21.Store(c + 4);
        c += tile.CStride;
        c30.Store(c);
        c31.Store(c + 4);
        c += tile.CStride;
        c40.Store(c);
        c41.Store(c + 4);
        c += tile.CStride;
        c50.Store(c);
        c51.Store(c + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector128<float> c00 = Load(start), c01 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c10 = Load(start), c11 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c20 = Load(start), c21 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c30 = Load(start), c31 = Load(start + 4);
        Vector128<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 4);
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
                b1 = Load(b + 4);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a0[stride]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
                x = Create(a0[2 * stride]); c20 = FusedMultiplyAdd(x, b0, c20); c21 = FusedMultiplyAdd(x, b1, c21);
                x = Create(*a1); c30 = FusedMultiplyAdd(x, b0, c30); c31 = FusedMultiplyAdd(x, b1, c31);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 4);
        c += tile.CStride;
        c10.Store(c);
        c11.Store(c + 4);
        c += tile.CStride;
        c20.Store(c);
        c21.Store(c + 4);
        c += tile.CStride;
        c30.Store(c);
        c31.Store(c + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector128<float> c00 = Load(start), c01 = Load(start + 4);
        start += tile.StartStride;
        Vector128<float> c10 = Load(start), c11 = Load(start + 4);
        Vector128<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 4);
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
                b1 = Load(b + 4);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
                x = Create(a0[stride]); c10 = FusedMultiplyAdd(x, b0, c10); c11 = FusedMultiplyAdd(x, b1, c11);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 4);
        c += tile.CStride;
        c10.Store(c);
        c11.Store(c + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        Vector128<float> c00 = Load(start), c01 = Load(start + 4);
        Vector128<float> b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = Load(b);
                b1 = Load(b + 4);
                x = Create(*a); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
            }
        }
        else
        {
            float* a0 = tile.A;
            for (; b < end; b += tile.PanelStride, a0++)
            {
                b0 = Load(b);
                b1 = Load(b + 4);
                x = Create(*a0); c00 = FusedMultiplyAdd(x, b0, c00); c01 = FusedMultiplyAdd(x, b1, c01);
            }
        }

        float* c = tile.C;
        c00.Store(c);
        c01.Store(c + 4);
    }
}
