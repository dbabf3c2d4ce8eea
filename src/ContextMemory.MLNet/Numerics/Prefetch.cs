using System.Runtime.Intrinsics.X86;

namespace ContextMemory.MLNet.Numerics;

/// <summary>Asks for memory before it is needed. Only a hint: nothing happens where the processor has no such instruction.</summary>
internal static unsafe class Prefetch
{
    private const int FloatsPerLine = 16;

    public static void Row(float* row, int columns)
    {
        if (Sse.IsSupported)
        {
            for (int column = 0; column < columns; column += FloatsPerLine)
            {
                Sse.Prefetch0(row + column);
            }
        }
    }
}
