using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The tiles that need 32 registers.</summary>
internal sealed unsafe partial class TileKernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile12(in TileArguments tile)
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
        start += tile.StartStride;
        TVector c60 = TSimd.LoadVector(start), c61 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c70 = TSimd.LoadVector(start), c71 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c80 = TSimd.LoadVector(start), c81 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c90 = TSimd.LoadVector(start), c91 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector ca0 = TSimd.LoadVector(start), ca1 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector cb0 = TSimd.LoadVector(start), cb1 = TSimd.LoadVector(start + Width);
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
                x = TSimd.Broadcast(a[6]); c60 = TSimd.FusedMultiplyAdd(x, b0, c60); c61 = TSimd.FusedMultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(a[7]); c70 = TSimd.FusedMultiplyAdd(x, b0, c70); c71 = TSimd.FusedMultiplyAdd(x, b1, c71);
                x = TSimd.Broadcast(a[8]); c80 = TSimd.FusedMultiplyAdd(x, b0, c80); c81 = TSimd.FusedMultiplyAdd(x, b1, c81);
                x = TSimd.Broadcast(a[9]); c90 = TSimd.FusedMultiplyAdd(x, b0, c90); c91 = TSimd.FusedMultiplyAdd(x, b1, c91);
                x = TSimd.Broadcast(a[10]); ca0 = TSimd.FusedMultiplyAdd(x, b0, ca0); ca1 = TSimd.FusedMultiplyAdd(x, b1, ca1);
                x = TSimd.Broadcast(a[11]); cb0 = TSimd.FusedMultiplyAdd(x, b0, cb0); cb1 = TSimd.FusedMultiplyAdd(x, b1, cb1);
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
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a0); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a0[stride]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a0[2 * stride]); c20 = TSimd.FusedMultiplyAdd(x, b0, c20); c21 = TSimd.FusedMultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(*a1); c30 = TSimd.FusedMultiplyAdd(x, b0, c30); c31 = TSimd.FusedMultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(a1[stride]); c40 = TSimd.FusedMultiplyAdd(x, b0, c40); c41 = TSimd.FusedMultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(a1[2 * stride]); c50 = TSimd.FusedMultiplyAdd(x, b0, c50); c51 = TSimd.FusedMultiplyAdd(x, b1, c51);
                x = TSimd.Broadcast(*a2); c60 = TSimd.FusedMultiplyAdd(x, b0, c60); c61 = TSimd.FusedMultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(a2[stride]); c70 = TSimd.FusedMultiplyAdd(x, b0, c70); c71 = TSimd.FusedMultiplyAdd(x, b1, c71);
                x = TSimd.Broadcast(a2[2 * stride]); c80 = TSimd.FusedMultiplyAdd(x, b0, c80); c81 = TSimd.FusedMultiplyAdd(x, b1, c81);
                x = TSimd.Broadcast(*a3); c90 = TSimd.FusedMultiplyAdd(x, b0, c90); c91 = TSimd.FusedMultiplyAdd(x, b1, c91);
                x = TSimd.Broadcast(a3[stride]); ca0 = TSimd.FusedMultiplyAdd(x, b0, ca0); ca1 = TSimd.FusedMultiplyAdd(x, b1, ca1);
                x = TSimd.Broadcast(a3[2 * stride]); cb0 = TSimd.FusedMultiplyAdd(x, b0, cb0); cb1 = TSimd.FusedMultiplyAdd(x, b1, cb1);
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
        c += tile.CStride;
        TSimd.StoreVector(c60, c);
        TSimd.StoreVector(c61, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c70, c);
        TSimd.StoreVector(c71, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c80, c);
        TSimd.StoreVector(c81, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c90, c);
        TSimd.StoreVector(c91, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(ca0, c);
        TSimd.StoreVector(ca1, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(cb0, c);
        TSimd.StoreVector(cb1, c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(in TileArguments tile)
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
        start += tile.StartStride;
        TVector c60 = TSimd.LoadVector(start), c61 = TSimd.LoadVector(start + Width);
        start += tile.StartStride;
        TVector c70 = TSimd.LoadVector(start), c71 = TSimd.LoadVector(start + Width);
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
                x = TSimd.Broadcast(a[6]); c60 = TSimd.FusedMultiplyAdd(x, b0, c60); c61 = TSimd.FusedMultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(a[7]); c70 = TSimd.FusedMultiplyAdd(x, b0, c70); c71 = TSimd.FusedMultiplyAdd(x, b1, c71);
            }
        }
        else
        {
            float* a0 = tile.A;
            float* a1 = tile.A + 3 * stride;
            float* a2 = tile.A + 6 * stride;
            for (; b < end; b += tile.PanelStride, a0++, a1++, a2++)
            {
                b0 = TSimd.LoadVector(b);
                b1 = TSimd.LoadVector(b + Width);
                x = TSimd.Broadcast(*a0); c00 = TSimd.FusedMultiplyAdd(x, b0, c00); c01 = TSimd.FusedMultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a0[stride]); c10 = TSimd.FusedMultiplyAdd(x, b0, c10); c11 = TSimd.FusedMultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a0[2 * stride]); c20 = TSimd.FusedMultiplyAdd(x, b0, c20); c21 = TSimd.FusedMultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(*a1); c30 = TSimd.FusedMultiplyAdd(x, b0, c30); c31 = TSimd.FusedMultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(a1[stride]); c40 = TSimd.FusedMultiplyAdd(x, b0, c40); c41 = TSimd.FusedMultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(a1[2 * stride]); c50 = TSimd.FusedMultiplyAdd(x, b0, c50); c51 = TSimd.FusedMultiplyAdd(x, b1, c51);
                x = TSimd.Broadcast(*a2); c60 = TSimd.FusedMultiplyAdd(x, b0, c60); c61 = TSimd.FusedMultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(a2[stride]); c70 = TSimd.FusedMultiplyAdd(x, b0, c70); c71 = TSimd.FusedMultiplyAdd(x, b1, c71);
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
        c += tile.CStride;
        TSimd.StoreVector(c60, c);
        TSimd.StoreVector(c61, c + Width);
        c += tile.CStride;
        TSimd.StoreVector(c70, c);
        TSimd.StoreVector(c71, c + Width);
    }
}
