using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>A gated cell whose parts lie one behind the other in the LSTM's order.</summary>
internal static unsafe class LstmCells
{
    public static void LstmCell(
        this Kernels kernels, int size, float* gates, float* previousCell, float* cell, float* cellTanh, float* output) =>
        kernels.MemoryCell(Parts(size, gates), previousCell, cell, cellTanh, output);

    public static void LstmCellBackward(
        this Kernels kernels, int size, float* gates, float* previousCell, float* cellTanh, float* outputGradient, float* cellGradient) =>
        kernels.MemoryCellBackward(Parts(size, gates), previousCell, cellTanh, outputGradient, cellGradient);

    private static MemoryCellGates Parts(int size, float* gates) =>
        new(size, gates, gates + size, gates + 2 * size, gates + 3 * size);
}
