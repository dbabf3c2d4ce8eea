using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// The register tiles of a matrix product, two vectors wide. A tile of 6 rows fills 12 of 16 registers with sums, one of 12 rows 24 of 32.
/// The sums are named variables because the compiler keeps only those in registers, and plain vectors because it multiplies and adds
/// those in place.
/// </summary>
/// <typeparam name="TTile">The width of a vector.</typeparam>
/// <typeparam name="TProduct">What a lane holds, and how lanes are multiplied and added.</typeparam>
/// <typeparam name="TVector">The plain vector.</typeparam>
internal static unsafe partial class Tiles<TTile, TProduct, TVector>
    where TTile : unmanaged, ITileVector<TVector>
    where TProduct : unmanaged, ITileProduct<TVector>
    where TVector : unmanaged
{
    private static int Width => sizeof(TVector) / sizeof(float);

    /// <summary>The most rows that <see cref="Compute"/> does at once.</summary>
    public static int MostRows => TTile.HasManyRegisters ? 12 : 6;

    /// <summary>c = start + a b for as many of the rows as fit the registers, and one panel. Returns how many rows that were.</summary>
    public static int Compute(in TileArguments tile, int rows)
    {
        switch (rows)
        {
            case >= 12 when TTile.HasManyRegisters:
                Tile12(tile);
                return 12;
            case >= 8 when TTile.HasManyRegisters:
                Tile8(tile);
                return 8;
            case >= 6 when !TTile.HasManyRegisters:
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
        TVector c00 = TTile.LoadVector(start), c01 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c10 = TTile.LoadVector(start), c11 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c20 = TTile.LoadVector(start), c21 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c30 = TTile.LoadVector(start), c31 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c40 = TTile.LoadVector(start), c41 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c50 = TTile.LoadVector(start), c51 = TTile.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a[1]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
                x = TTile.Broadcast(a[2]); c20 = TProduct.MultiplyAddLanes(x, b0, c20); c21 = TProduct.MultiplyAddLanes(x, b1, c21);
                x = TTile.Broadcast(a[3]); c30 = TProduct.MultiplyAddLanes(x, b0, c30); c31 = TProduct.MultiplyAddLanes(x, b1, c31);
                x = TTile.Broadcast(a[4]); c40 = TProduct.MultiplyAddLanes(x, b0, c40); c41 = TProduct.MultiplyAddLanes(x, b1, c41);
                x = TTile.Broadcast(a[5]); c50 = TProduct.MultiplyAddLanes(x, b0, c50); c51 = TProduct.MultiplyAddLanes(x, b1, c51);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a0); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a0[stride]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
                x = TTile.Broadcast(a0[2 * stride]); c20 = TProduct.MultiplyAddLanes(x, b0, c20); c21 = TProduct.MultiplyAddLanes(x, b1, c21);
                x = TTile.Broadcast(*a1); c30 = TProduct.MultiplyAddLanes(x, b0, c30); c31 = TProduct.MultiplyAddLanes(x, b1, c31);
                x = TTile.Broadcast(a1[stride]); c40 = TProduct.MultiplyAddLanes(x, b0, c40); c41 = TProduct.MultiplyAddLanes(x, b1, c41);
                x = TTile.Broadcast(a1[2 * stride]); c50 = TProduct.MultiplyAddLanes(x, b0, c50); c51 = TProduct.MultiplyAddLanes(x, b1, c51);
            }
        }

        float* c = tile.C;
        TTile.StoreVector(c00, c);
        TTile.StoreVector(c01, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c10, c);
        TTile.StoreVector(c11, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c20, c);
        TTile.StoreVector(c21, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c30, c);
        TTile.StoreVector(c31, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c40, c);
        TTile.StoreVector(c41, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c50, c);
        TTile.StoreVector(c51, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        TVector c00 = TTile.LoadVector(start), c01 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c10 = TTile.LoadVector(start), c11 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c20 = TTile.LoadVector(start), c21 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c30 = TTile.LoadVector(start), c31 = TTile.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a[1]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
                x = TTile.Broadcast(a[2]); c20 = TProduct.MultiplyAddLanes(x, b0, c20); c21 = TProduct.MultiplyAddLanes(x, b1, c21);
                x = TTile.Broadcast(a[3]); c30 = TProduct.MultiplyAddLanes(x, b0, c30); c31 = TProduct.MultiplyAddLanes(x, b1, c31);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a0); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a0[stride]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
                x = TTile.Broadcast(a0[2 * stride]); c20 = TProduct.MultiplyAddLanes(x, b0, c20); c21 = TProduct.MultiplyAddLanes(x, b1, c21);
                x = TTile.Broadcast(*a1); c30 = TProduct.MultiplyAddLanes(x, b0, c30); c31 = TProduct.MultiplyAddLanes(x, b1, c31);
            }
        }

        float* c = tile.C;
        TTile.StoreVector(c00, c);
        TTile.StoreVector(c01, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c10, c);
        TTile.StoreVector(c11, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c20, c);
        TTile.StoreVector(c21, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c30, c);
        TTile.StoreVector(c31, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        TVector c00 = TTile.LoadVector(start), c01 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c10 = TTile.LoadVector(start), c11 = TTile.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a[1]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
            }
        }
        else
        {
            float* a0 = tile.A;
            for (; b < end; b += tile.PanelStride, a0++)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a0); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a0[stride]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
            }
        }

        float* c = tile.C;
        TTile.StoreVector(c00, c);
        TTile.StoreVector(c01, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c10, c);
        TTile.StoreVector(c11, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1(in TileArguments tile)
    {
        nint stride = tile.AStride;
        float* b = tile.B;
        float* end = b + tile.Depth * tile.PanelStride;
        float* start = tile.Start;
        TVector c00 = TTile.LoadVector(start), c01 = TTile.LoadVector(start + Width);
        TVector b0, b1, x;
        if (tile.IsTransposed)
        {
            for (float* a = tile.A; b < end; a += stride, b += tile.PanelStride)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
            }
        }
        else
        {
            float* a0 = tile.A;
            for (; b < end; b += tile.PanelStride, a0++)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a0); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
            }
        }

        float* c = tile.C;
        TTile.StoreVector(c00, c);
        TTile.StoreVector(c01, c + Width);
    }
}
