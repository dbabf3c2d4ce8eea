namespace ContextMemory.MLNet.Numerics;

/// <summary>The steps of recurrent cells and of an external memory.</summary>
internal abstract unsafe partial class Kernels
{
    /// <summary>
    /// One row of a step of a cell with input, forget and output gates. The parts hold the sums before the gates and are overwritten
    /// by the gates' values: c = f c' + i g, h = o tanh(c) (Hochreiter 1997, forget gate of Gers 2000).
    /// </summary>
    public abstract void MemoryCell(in MemoryCellGates gates, float* previousCell, float* cell, float* cellTanh, float* output);

    /// <summary>
    /// The way back: the parts hold the gates' values and are overwritten by the gradients of the sums before them.
    /// <paramref name="cellGradient"/> comes in from the following step and leaves for the preceding one.
    /// </summary>
    public abstract void MemoryCellBackward(
        in MemoryCellGates gates, float* previousCell, float* cellTanh, float* outputGradient, float* cellGradient);

    /// <summary>
    /// One row of a GRU step (Cho 2014). <paramref name="gates"/> holds the sums of r and z and the input's part of the candidate's,
    /// and is overwritten by r, z, n; <paramref name="candidateSum"/> holds the hidden values' part: n = tanh(gates_n + r candidateSum),
    /// h = (1 - z) n + z h'.
    /// </summary>
    public abstract void GruCell(int size, float* gates, float* candidateSum, float* previous, float* output);

    /// <summary>
    /// The way back: <paramref name="gates"/> holds r, z, n and is overwritten by the gradients of the sums before them,
    /// <paramref name="candidateSum"/> by the gradient of itself, <paramref name="direct"/> by what goes to h' through z h'.
    /// </summary>
    public abstract void GruCellBackward(
        int size, float* gates, float* candidateSum, float* previous, float* outputGradient, float* direct);

    /// <summary>
    /// One row of an external memory: reads output = sum of a_i v_i, then writes v_i = v_i (1 - a_i erase) + a_i write, for the slots'
    /// values v [slots x size] and how much each slot is addressed a [slots].
    /// </summary>
    public abstract void MemoryReadWrite(
        int slots, int size, float* values, float* addresses, float* erase, float* write, float* output);

    /// <summary>
    /// The way back of <see cref="MemoryReadWrite"/> with the values as they were before it. <paramref name="valueGradient"/> comes in
    /// from the following row and leaves for the preceding one; the addresses' gradient is written, the others are added to.
    /// </summary>
    public abstract void MemoryReadWriteBackward(
        int slots,
        int size,
        float* values,
        float* addresses,
        float* erase,
        float* write,
        float* outputGradient,
        float* valueGradient,
        float* addressGradient,
        float* eraseGradient,
        float* writeGradient);
}
