using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>16 groups of four bytes in a register of 512 bits.</summary>
internal readonly struct Bytes512 : ITileProduct<Vector512<float>>
{
    // .NET has no VNNI of 512 bits. These three instructions are as fast as two of 256 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAddLanes(Vector512<float> a, Vector512<float> b, Vector512<float> c)
    {
        if (Avx512BW.IsSupported)
        {
            Vector512<short> pairs = Avx512BW.MultiplyAddAdjacent(a.AsByte(), b.AsSByte());
            return (Avx512BW.MultiplyAddAdjacent(pairs, Vector512<short>.One) + c.AsInt32()).AsSingle();
        }

        return Vector512.Create(
            Bytes256.MultiplyAddLanes(a.GetLower(), b.GetLower(), c.GetLower()), Bytes256.MultiplyAddLanes(a.GetUpper(), b.GetUpper(), c.GetUpper()));
    }
}
