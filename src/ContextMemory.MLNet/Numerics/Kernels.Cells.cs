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
    /// The backward pass of <see cref="MemoryCell"/>. On entry the parts hold the values of the gates. On return they hold the gradients of
    /// the sums that the gates were computed from. <paramref name="cellGradient"/> is that of the following step on entry, and that for the
    /// preceding step on return.
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
    /// The backward pass of <see cref="GruCell"/>. On entry <paramref name="gates"/> holds r, z and n. On return it holds the gradients of the
    /// sums that they were computed from, <paramref name="candidateSum"/> holds its own gradient, and <paramref name="direct"/> holds the part
    /// of the gradient of h' that comes through z h'.
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
    /// The backward pass of <see cref="MemoryReadWrite"/>. <paramref name="values"/> are those before the write.
    /// <paramref name="valueGradient"/> is that of the following row on entry, and that for the preceding row on return. The gradient of the
    /// addresses is overwritten; those of erase and write are added to.
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
