using System.Globalization;
using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// The register tiles of a matrix product, two vectors wide. A tile of 6 rows fills 12 of 16 registers with sums, one of 12 rows 24 of 32.
/// The sums are named variables because the compiler keeps only those in registers, and plain vectors because it multiplies and adds
/// those in place.
/// </summary>
/// <typeparam name="TSimd">The width, and what is done with a plain vector of it.</typeparam>
/// <typeparam name="TVector">The plain vector.</typeparam>
internal sealed unsafe partial class TileKernels<TSimd, TVector> : SimdKernels<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>, ITileVector<TVector>
    where TVector : unmanaged
{
    public override string Name => (8 * sizeof(TVector)).ToString(CultureInfo.InvariantCulture);

    protected override int TileRows => TSimd.HasManyRegisters ? 12 : 6;

    protected override int Tile(in TileArguments tile, int rows)
    {
        switch (rows)
        {
            case >= 12 when TSimd.HasManyRegisters:
                Tile12(tile);
                return 12;
            case >= 8 when TSimd.HasManyRegisters:
                Tile8(tile);
                return 8;
            case >= 6 when !TSimd.HasManyRegisters:
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
        TVector c00 = TSimd.LoadVector(start), c01 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c10 = TSimd.LoadVector(start), c11 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c20 = TSimd.LoadVector(start), c21 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c30 = TSimd.LoadVector(start), c31 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c40 = TSimd.LoadVector(start), c41 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c50 = TSimd.LoadVector(start), c51 = TSimd.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a[1]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a[2]); c20 = TSimd.FusedMultiplyAdd(x, b0, c20); c21 = TSimd.FusedMultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(a[3]); c30 = TSimd.FusedMultiplyAdd(x, b0, c30); c31 = TSimd.FusedMultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(a[4]); c40 = TSimd.FusedMultiplyAdd(x, b0, c40); c41 = TSimd.FusedMultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(a[5]); c50 = TSimd.FusedMultiplyAdd(x, b0, c50); c51 = TSimd.FusedMultiplyAdd(x, b1, c51);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a0); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a0[stride]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a0[2 * stride]); c20 = TSimd.FusedMultiplyAdd(x, b0, c20); c21 = TSimd.FusedMultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(*a1); c30 = TSimd.FusedMultiplyAdd(x, b0, c30); c31 = TSimd.FusedMultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(a1[stride]); c40 = TSimd.FusedMultiplyAdd(x, b0, c40); c41 = TSimd.FusedMultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(a1[2 * stride]); c50 = TSimd.FusedMultiplyAdd(x, b0, c50); c51 = TSimd.FusedMultiplyAdd(x, b1, c51);
            }
        }

        float* c = tile.C;
        TSimd.StoreVector(c00, c);
        TSimd.StoreVector(c01, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c10, c);
        TSimd.StoreVector(c11, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c20, c);
        TSimd.StoreVector(c21, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c30, c);
        TSimd.StoreVector(c31, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c40, c);
        TSimd.StoreVector(c41, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c50, c);
        TSimd.StoreVector(c51, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        TVector c00 = TSimd.LoadVector(start), c01 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c10 = TSimd.LoadVector(start), c11 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c20 = TSimd.LoadVector(start), c21 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c30 = TSimd.LoadVector(start), c31 = TSimd.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a[1]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a[2]); c20 = TSimd.FusedMultiplyAdd(x, b0, c20); c21 = TSimd.FusedMultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(a[3]); c30 = TSimd.FusedMultiplyAdd(x, b0, c30); c31 = TSimd.FusedMultiplyAdd(x, b1, c31);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a0); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a0[stride]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a0[2 * stride]); c20 = TSimd.FusedMultiplyAdd(x, b0, c20); c21 = TSimd.FusedMultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(*a1); c30 = TSimd.FusedMultiplyAdd(x, b0, c30); c31 = TSimd.FusedMultiplyAdd(x, b1, c31);
            }
        }

        float* c = tile.C;
        TSimd.StoreVector(c00, c);
        TSimd.StoreVector(c01, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c10, c);
        TSimd.StoreVector(c11, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c20, c);
        TSimd.StoreVector(c21, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c30, c);
        TSimd.StoreVector(c31, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        TVector c00 = TSimd.LoadVector(start), c01 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c10 = TSimd.LoadVector(start), c11 = TSimd.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a[1]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
            }
        }
        else
        {
            float* a0 = tile.A;
            for (; b < end; b += tile.PanelStride, a0++)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a0); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a0[stride]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
            }
        }

        float* c = tile.C;
        TSimd.StoreVector(c00, c);
        TSimd.StoreVector(c01, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c10, c);
        TSimd.StoreVector(c11, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        TVector c00 = TSimd.LoadVector(start), c01 = TSimd.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
            }
        }
        else
        {
            float* a0 = tile.A;
            for (; b < end; b += tile.PanelStride, a0++)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a0); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
            }
        }

        float* c = tile.C;
        TSimd.StoreVector(c00, c);
        TSimd.StoreVector(c01, c + Width);
    }
}
