using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The tiles that need 32 registers.</summary>
internal static unsafe partial class Tiles<TTile, TProduct, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile12(in TileArguments tile)
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
        start += tile.StartStride;
        TVector c60 = TTile.LoadVector(start), c61 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c70 = TTile.LoadVector(start), c71 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c80 = TTile.LoadVector(start), c81 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c90 = TTile.LoadVector(start), c91 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector ca0 = TTile.LoadVector(start), ca1 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector cb0 = TTile.LoadVector(start), cb1 = TTile.LoadVector(start + Width);
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
                x = TTile.Broadcast(a[6]); c60 = TProduct.MultiplyAddLanes(x, b0, c60); c61 = TProduct.MultiplyAddLanes(x, b1, c61);
                x = TTile.Broadcast(a[7]); c70 = TProduct.MultiplyAddLanes(x, b0, c70); c71 = TProduct.MultiplyAddLanes(x, b1, c71);
                x = TTile.Broadcast(a[8]); c80 = TProduct.MultiplyAddLanes(x, b0, c80); c81 = TProduct.MultiplyAddLanes(x, b1, c81);
                x = TTile.Broadcast(a[9]); c90 = TProduct.MultiplyAddLanes(x, b0, c90); c91 = TProduct.MultiplyAddLanes(x, b1, c91);
                x = TTile.Broadcast(a[10]); ca0 = TProduct.MultiplyAddLanes(x, b0, ca0); ca1 = TProduct.MultiplyAddLanes(x, b1, ca1);
                x = TTile.Broadcast(a[11]); cb0 = TProduct.MultiplyAddLanes(x, b0, cb0); cb1 = TProduct.MultiplyAddLanes(x, b1, cb1);
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
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a0); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a0[stride]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
                x = TTile.Broadcast(a0[2 * stride]); c20 = TProduct.MultiplyAddLanes(x, b0, c20); c21 = TProduct.MultiplyAddLanes(x, b1, c21);
                x = TTile.Broadcast(*a1); c30 = TProduct.MultiplyAddLanes(x, b0, c30); c31 = TProduct.MultiplyAddLanes(x, b1, c31);
                x = TTile.Broadcast(a1[stride]); c40 = TProduct.MultiplyAddLanes(x, b0, c40); c41 = TProduct.MultiplyAddLanes(x, b1, c41);
                x = TTile.Broadcast(a1[2 * stride]); c50 = TProduct.MultiplyAddLanes(x, b0, c50); c51 = TProduct.MultiplyAddLanes(x, b1, c51);
                x = TTile.Broadcast(*a2); c60 = TProduct.MultiplyAddLanes(x, b0, c60); c61 = TProduct.MultiplyAddLanes(x, b1, c61);
                x = TTile.Broadcast(a2[stride]); c70 = TProduct.MultiplyAddLanes(x, b0, c70); c71 = TProduct.MultiplyAddLanes(x, b1, c71);
                x = TTile.Broadcast(a2[2 * stride]); c80 = TProduct.MultiplyAddLanes(x, b0, c80); c81 = TProduct.MultiplyAddLanes(x, b1, c81);
                x = TTile.Broadcast(*a3); c90 = TProduct.MultiplyAddLanes(x, b0, c90); c91 = TProduct.MultiplyAddLanes(x, b1, c91);
                x = TTile.Broadcast(a3[stride]); ca0 = TProduct.MultiplyAddLanes(x, b0, ca0); ca1 = TProduct.MultiplyAddLanes(x, b1, ca1);
                x = TTile.Broadcast(a3[2 * stride]); cb0 = TProduct.MultiplyAddLanes(x, b0, cb0); cb1 = TProduct.MultiplyAddLanes(x, b1, cb1);
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
        c += tile.CStride;
        TTile.StoreVector(c60, c);
        TTile.StoreVector(c61, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c70, c);
        TTile.StoreVector(c71, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c80, c);
        TTile.StoreVector(c81, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c90, c);
        TTile.StoreVector(c91, c + Width);
        c += tile.CStride;
        TTile.StoreVector(ca0, c);
        TTile.StoreVector(ca1, c + Width);
        c += tile.CStride;
        TTile.StoreVector(cb0, c);
        TTile.StoreVector(cb1, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(in TileArguments tile)
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
        start += tile.StartStride;
        TVector c60 = TTile.LoadVector(start), c61 = TTile.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c70 = TTile.LoadVector(start), c71 = TTile.LoadVector(start + Width);
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
                x = TTile.Broadcast(a[6]); c60 = TProduct.MultiplyAddLanes(x, b0, c60); c61 = TProduct.MultiplyAddLanes(x, b1, c61);
                x = TTile.Broadcast(a[7]); c70 = TProduct.MultiplyAddLanes(x, b0, c70); c71 = TProduct.MultiplyAddLanes(x, b1, c71);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            float* a2 = tile.A + 6 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++, a2++)
            {
                b0 = TTile.LoadVector(b);
                b1 = TTile.LoadVector(b + Width);
                x = TTile.Broadcast(*a0); c00 = TProduct.MultiplyAddLanes(x, b0, c00); c01 = TProduct.MultiplyAddLanes(x, b1, c01);
                x = TTile.Broadcast(a0[stride]); c10 = TProduct.MultiplyAddLanes(x, b0, c10); c11 = TProduct.MultiplyAddLanes(x, b1, c11);
                x = TTile.Broadcast(a0[2 * stride]); c20 = TProduct.MultiplyAddLanes(x, b0, c20); c21 = TProduct.MultiplyAddLanes(x, b1, c21);
                x = TTile.Broadcast(*a1); c30 = TProduct.MultiplyAddLanes(x, b0, c30); c31 = TProduct.MultiplyAddLanes(x, b1, c31);
                x = TTile.Broadcast(a1[stride]); c40 = TProduct.MultiplyAddLanes(x, b0, c40); c41 = TProduct.MultiplyAddLanes(x, b1, c41);
                x = TTile.Broadcast(a1[2 * stride]); c50 = TProduct.MultiplyAddLanes(x, b0, c50); c51 = TProduct.MultiplyAddLanes(x, b1, c51);
                x = TTile.Broadcast(*a2); c60 = TProduct.MultiplyAddLanes(x, b0, c60); c61 = TProduct.MultiplyAddLanes(x, b1, c61);
                x = TTile.Broadcast(a2[stride]); c70 = TProduct.MultiplyAddLanes(x, b0, c70); c71 = TProduct.MultiplyAddLanes(x, b1, c71);
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
        c += tile.CStride;
        TTile.StoreVector(c60, c);
        TTile.StoreVector(c61, c + Width);
        c += tile.CStride;
        TTile.StoreVector(c70, c);
        TTile.StoreVector(c71, c + Width);
    }
}
