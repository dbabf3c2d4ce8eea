using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>8 groups of four bytes in a register of 256 bits.</summary>
internal readonly struct Bytes256 : ITileProduct<Vector256<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAddLanes(Vector256<float> a, Vector256<float> b, Vector256<float> c)
    {
        if (AvxVnni.IsSupported)
        {
            return AvxVnni.MultiplyWideningAndAdd(c.AsInt32(), a.AsByte(), b.AsSByte()).AsSingle();
        }

        if (Avx2.IsSupported)
        {
            Vector256<short> pairs = Avx2.MultiplyAddAdjacent(a.AsByte(), b.AsSByte());
            return (Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One) + c.AsInt32()).AsSingle();
        }

        return Vector256.Create(
            Bytes128.MultiplyAddLanes(a.GetLower(), b.GetLower(), c.GetLower()), Bytes128.MultiplyAddLanes(a.GetUpper(), b.GetUpper(), c.GetUpper()));
    }
}
