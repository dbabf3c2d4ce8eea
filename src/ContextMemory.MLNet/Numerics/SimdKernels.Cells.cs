using System.Runtime.CompilerServices;

namespace ContextMemory.MLNet.Numerics;

/// <summary>The elementwise part of recurrent steps.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    // One gate after another: the compiler does not put so many long functions in place of their calls in one loop.
    public sealed override void MemoryCell(in MemoryCellGates gates, float* previousCell, float* cell, float* cellTanh, float* output)
    {
        Map<SigmoidFunction>(gates.Input, gates.Input, gates.Size);
        Map<SigmoidFunction>(gates.Forget, gates.Forget, gates.Size);
        Map<TanhFunction>(gates.Candidate, gates.Candidate, gates.Size);
        Map<SigmoidFunction>(gates.Output, gates.Output, gates.Size);
        int i = 0;
        for (; i <= gates.Size - PairWidth; i += PairWidth)
        {
            MemoryLanes<SimdPair<TSimd>>(
                gates.Input + i, gates.Forget + i, gates.Candidate + i, gates.Output + i, previousCell + i, cell + i, cellTanh + i, output + i);
        }

        for (; i <= gates.Size - Width; i += Width)
        {
            MemoryLanes<TSimd>(
                gates.Input + i, gates.Forget + i, gates.Candidate + i, gates.Output + i, previousCell + i, cell + i, cellTanh + i, output + i);
        }

        int rest = gates.Size - i;
        if (rest > 0)
        {
            float* row = stackalloc float[8 * MaxWidth];
            LoadTail(gates.Input + i, rest, row);
            LoadTail(gates.Forget + i, rest, row + MaxWidth);
            LoadTail(gates.Candidate + i, rest, row + 2 * MaxWidth);
            LoadTail(gates.Output + i, rest, row + 3 * MaxWidth);
            LoadTail(previousCell + i, rest, row + 4 * MaxWidth);
            MemoryLanes<TSimd>(
                row,
                row + MaxWidth,
                row + 2 * MaxWidth,
                row + 3 * MaxWidth,
                row + 4 * MaxWidth,
                row + 5 * MaxWidth,
                row + 6 * MaxWidth,
                row + 7 * MaxWidth);
            StoreTail(row + 5 * MaxWidth, rest, cell + i);
            StoreTail(row + 6 * MaxWidth, rest, cellTanh + i);
            StoreTail(row + 7 * MaxWidth, rest, output + i);
        }
    }

    public sealed override void MemoryCellBackward(
        in MemoryCellGates gates, float* previousCell, float* cellTanh, float* outputGradient, float* cellGradient)
    {
        int whole = gates.Size - gates.Size % Width;
        for (int i = 0; i < whole; i += Width)
        {
            MemoryLanesBackward(
                gates.Input + i,
                gates.Forget + i,
                gates.Candidate + i,
                gates.Output + i,
                previousCell + i,
                cellTanh + i,
                outputGradient + i,
                cellGradient + i);
        }

        int rest = gates.Size - whole;
        if (rest > 0)
        {
            float* row = stackalloc float[8 * MaxWidth];
            LoadTail(gates.Input + whole, rest, row);
            LoadTail(gates.Forget + whole, rest, row + MaxWidth);
            LoadTail(gates.Candidate + whole, rest, row + 2 * MaxWidth);
            LoadTail(gates.Output + whole, rest, row + 3 * MaxWidth);
            LoadTail(previousCell + whole, rest, row + 4 * MaxWidth);
            LoadTail(cellTanh + whole, rest, row + 5 * MaxWidth);
            LoadTail(outputGradient + whole, rest, row + 6 * MaxWidth);
            LoadTail(cellGradient + whole, rest, row + 7 * MaxWidth);
            MemoryLanesBackward(
                row,
                row + MaxWidth,
                row + 2 * MaxWidth,
                row + 3 * MaxWidth,
                row + 4 * MaxWidth,
                row + 5 * MaxWidth,
                row + 6 * MaxWidth,
                row + 7 * MaxWidth);
            StoreTail(row, rest, gates.Input + whole);
            StoreTail(row + MaxWidth, rest, gates.Forget + whole);
            StoreTail(row + 2 * MaxWidth, rest, gates.Candidate + whole);
            StoreTail(row + 3 * MaxWidth, rest, gates.Output + whole);
            StoreTail(row + 7 * MaxWidth, rest, cellGradient + whole);
        }
    }

    public sealed override void GruCell(int size, float* gates, float* candidateSum, float* previous, float* output)
    {
        int i = 0;
        for (; i <= size - PairWidth; i += PairWidth)
        {
            GruLanes<SimdPair<TSimd>>(gates + i, size, candidateSum + i, previous + i, output + i);
        }

        for (; i <= size - Width; i += Width)
        {
            GruLanes<TSimd>(gates + i, size, candidateSum + i, previous + i, output + i);
        }

        int rest = size - i;
        if (rest > 0)
        {
            float* row = stackalloc float[6 * MaxWidth];
            LoadGateTails(gates + i, size, rest, row);
            LoadTail(candidateSum + i, rest, row + 3 * MaxWidth);
            LoadTail(previous + i, rest, row + 4 * MaxWidth);
            GruLanes<TSimd>(row, MaxWidth, row + 3 * MaxWidth, row + 4 * MaxWidth, row + 5 * MaxWidth);
            StoreGateTails(row, rest, gates + i, size);
            StoreTail(row + 5 * MaxWidth, rest, output + i);
        }
    }

    public sealed override void GruCellBackward(
        int size, float* gates, float* candidateSum, float* previous, float* outputGradient, float* direct)
    {
        int whole = size - size % Width;
        for (int i = 0; i < whole; i += Width)
        {
            GruLanesBackward(gates + i, size, candidateSum + i, previous + i, outputGradient + i, direct + i);
        }

        int rest = size - whole;
        if (rest > 0)
        {
            float* row = stackalloc float[7 * MaxWidth];
            LoadGateTails(gates + whole, size, rest, row);
            LoadTail(candidateSum + whole, rest, row + 3 * MaxWidth);
            LoadTail(previous + whole, rest, row + 4 * MaxWidth);
            LoadTail(outputGradient + whole, rest, row + 5 * MaxWidth);
            GruLanesBackward(row, MaxWidth, row + 3 * MaxWidth, row + 4 * MaxWidth, row + 5 * MaxWidth, row + 6 * MaxWidth);
            StoreGateTails(row, rest, gates + whole, size);
            StoreTail(row + 3 * MaxWidth, rest, candidateSum + whole);
            StoreTail(row + 6 * MaxWidth, rest, direct + whole);
        }
    }

    public sealed override void MemoryReadWrite(
        int slots, int size, float* values, float* addresses, float* erase, float* write, float* output)
    {
        int i = 0;
        for (; i <= size - Width; i += Width)
        {
            TSimd erased = TSimd.Load(erase + i);
            TSimd written = TSimd.Load(write + i);
            TSimd sum = TSimd.Zero;
            for (int slot = 0; slot < slots; slot++)
            {
                float* place = values + slot * size + i;
                TSimd address = TSimd.Create(addresses[slot]);
                TSimd value = TSimd.Load(place);
                sum = TSimd.MultiplyAdd(address, value, sum);

                // v (1 - a e) + a w = v + a (w - v e)
                TSimd.Store(TSimd.MultiplyAdd(address, written - value * erased, value), place);
            }

            TSimd.Store(sum, output + i);
        }

        for (; i < size; i++)
        {
            float sum = 0;
            for (int slot = 0; slot < slots; slot++)
            {
                ref float value = ref values[slot * size + i];
                sum = MathF.FusedMultiplyAdd(addresses[slot], value, sum);
                value = MathF.FusedMultiplyAdd(addresses[slot], write[i] - value * erase[i], value);
            }

            output[i] = sum;
        }
    }

    public sealed override void MemoryReadWriteBackward(
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
        float* writeGradient)
    {
        new Span<float>(addressGradient, slots).Clear();
        int i = 0;
        for (; i <= size - Width; i += Width)
        {
            TSimd erased = TSimd.Load(erase + i);
            TSimd written = TSimd.Load(write + i);
            TSimd upstream = TSimd.Load(outputGradient + i);
            TSimd eraseSum = TSimd.Load(eraseGradient + i);
            TSimd writeSum = TSimd.Load(writeGradient + i);
            for (int slot = 0; slot < slots; slot++)
            {
                int place = slot * size + i;
                TSimd address = TSimd.Create(addresses[slot]);
                TSimd value = TSimd.Load(values + place);
                TSimd gradient = TSimd.Load(valueGradient + place);
                TSimd scaled = gradient * address;
                addressGradient[slot] += TSimd.Sum(TSimd.MultiplyAdd(upstream, value, gradient * (written - value * erased)));
                eraseSum -= scaled * value;
                writeSum += scaled;
                TSimd.Store(TSimd.MultiplyAdd(address, upstream, gradient - scaled * erased), valueGradient + place);
            }

            TSimd.Store(eraseSum, eraseGradient + i);
            TSimd.Store(writeSum, writeGradient + i);
        }

        for (; i < size; i++)
        {
            for (int slot = 0; slot < slots; slot++)
            {
                float address = addresses[slot];
                float value = values[slot * size + i];
                ref float gradient = ref valueGradient[slot * size + i];
                addressGradient[slot] += outputGradient[i] * value + gradient * (write[i] - value * erase[i]);
                eraseGradient[i] -= gradient * value * address;
                writeGradient[i] += gradient * address;
                gradient = gradient * (1 - address * erase[i]) + address * outputGradient[i];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MemoryLanes<TVector>(
        float* input,
        float* forget,
        float* candidate,
        float* exit,
        float* previousCell,
        float* cell,
        float* cellTanh,
        float* output)
        where TVector : unmanaged, ISimd<TVector>
    {
        TVector entering = TVector.Load(input) * TVector.Load(candidate);
        TVector state = TVector.MultiplyAdd(TVector.Load(forget), TVector.Load(previousCell), entering);
        TVector tanh = SimdMath<TVector>.Tanh(state);
        TVector.Store(state, cell);
        TVector.Store(tanh, cellTanh);
        TVector.Store(TVector.Load(exit) * tanh, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MemoryLanesBackward(
        float* inputGate,
        float* forgetGate,
        float* candidateValue,
        float* outputGate,
        float* previousCell,
        float* cellTanh,
        float* outputGradient,
        float* cellGradient)
    {
        TSimd one = TSimd.Create(1);
        TSimd input = TSimd.Load(inputGate);
        TSimd forget = TSimd.Load(forgetGate);
        TSimd candidate = TSimd.Load(candidateValue);
        TSimd exit = TSimd.Load(outputGate);
        TSimd tanh = TSimd.Load(cellTanh);
        TSimd output = TSimd.Load(outputGradient);
        TSimd cell = TSimd.MultiplyAdd(output * exit, one - tanh * tanh, TSimd.Load(cellGradient));
        TSimd.Store(cell * candidate * input * (one - input), inputGate);
        TSimd.Store(cell * TSimd.Load(previousCell) * forget * (one - forget), forgetGate);
        TSimd.Store(cell * input * (one - candidate * candidate), candidateValue);
        TSimd.Store(output * tanh * exit * (one - exit), outputGate);
        TSimd.Store(cell * forget, cellGradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GruLanes<TVector>(float* gates, int stride, float* candidateSum, float* previous, float* output)
        where TVector : unmanaged, ISimd<TVector>
    {
        TVector reset = SimdMath<TVector>.Sigmoid(TVector.Load(gates));
        TVector update = SimdMath<TVector>.Sigmoid(TVector.Load(gates + stride));
        TVector candidate = SimdMath<TVector>.Tanh(
            TVector.MultiplyAdd(reset, TVector.Load(candidateSum), TVector.Load(gates + 2 * stride)));
        TVector.Store(reset, gates);
        TVector.Store(update, gates + stride);
        TVector.Store(candidate, gates + 2 * stride);
        TVector.Store(TVector.MultiplyAdd(update, TVector.Load(previous) - candidate, candidate), output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GruLanesBackward(
        float* gates, int stride, float* candidateSum, float* previous, float* outputGradient, float* direct)
    {
        TSimd one = TSimd.Create(1);
        TSimd reset = TSimd.Load(gates);
        TSimd update = TSimd.Load(gates + stride);
        TSimd candidate = TSimd.Load(gates + 2 * stride);
        TSimd output = TSimd.Load(outputGradient);
        TSimd candidateGradient = output * (one - update) * (one - candidate * candidate);
        TSimd.Store(candidateGradient * TSimd.Load(candidateSum) * reset * (one - reset), gates);
        TSimd.Store(output * (TSimd.Load(previous) - candidate) * update * (one - update), gates + stride);
        TSimd.Store(candidateGradient, gates + 2 * stride);
        TSimd.Store(candidateGradient * reset, candidateSum);
        TSimd.Store(output * update, direct);
    }

    private static void LoadGateTails(float* gates, int stride, int rest, float* row)
    {
        for (int gate = 0; gate < 3; gate++)
        {
            LoadTail(gates + gate * stride, rest, row + gate * MaxWidth);
        }
    }

    private static void StoreGateTails(float* row, int rest, float* gates, int stride)
    {
        for (int gate = 0; gate < 3; gate++)
        {
            StoreTail(row + gate * MaxWidth, rest, gates + gate * stride);
        }
    }
}
