using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>4 groups of four bytes in a register of 128 bits.</summary>
internal readonly struct Bytes128 : ITileProduct<Vector128<float>>
{
    private const int BitsOfShort = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAddLanes(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        ((Ssse3.IsSupported ? SumOfProducts(a.AsByte(), b.AsSByte()) : PortableSumOfProducts(a.AsByte(), b.AsSByte())) + c.AsInt32()).AsSingle();

    /// <summary>What <see cref="MultiplyAddLanes"/> adds, on processors without an instruction for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> PortableSumOfProducts(Vector128<byte> a, Vector128<sbyte> b)
    {
        (Vector128<ushort> lowA, Vector128<ushort> highA) = Vector128.Widen(a);
        (Vector128<short> lowB, Vector128<short> highB) = Vector128.Widen(b);
        Vector128<int> low = AddPairs(lowA.AsInt16() * lowB);
        Vector128<int> high = AddPairs(highA.AsInt16() * highB);

        // The pairs of a group stand side by side: the even and the odd ones of both are added up.
        return Vector128.Create(
            Vector128.Shuffle(low, Vector128.Create(0, 2, 0, 2)).GetLower(), Vector128.Shuffle(high, Vector128.Create(0, 2, 0, 2)).GetLower()) +
            Vector128.Create(
                Vector128.Shuffle(low, Vector128.Create(1, 3, 1, 3)).GetLower(), Vector128.Shuffle(high, Vector128.Create(1, 3, 1, 3)).GetLower());
    }

    private static Vector128<int> SumOfProducts(Vector128<byte> a, Vector128<sbyte> b) =>
        Sse2.MultiplyAddAdjacent(Ssse3.MultiplyAddAdjacent(a, b), Vector128<short>.One);

    // Products of a byte and a weight of 7 bits fit 16 bits.
    private static Vector128<int> AddPairs(Vector128<short> products) =>
        (products.AsInt32() >> BitsOfShort) + ((products.AsInt32() << BitsOfShort) >> BitsOfShort);
}
