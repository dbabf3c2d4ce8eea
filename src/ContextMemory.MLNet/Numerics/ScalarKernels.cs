namespace ContextMemory.MLNet.Numerics;

/// <summary>The specification: each operation as its formula reads, in double precision where that is what the formula means.</summary>
internal sealed unsafe class ScalarKernels : Kernels
{
    public override string Name => "scalar";

    public override int PanelWidth => 8;

    public override void AddColumnSums(Matrix values, Matrix sums)
    {
        for (int row = 0; row < values.Rows; row++)
        {
            Add(values.Row(row), sums.Span);
        }
    }

    public override void Add(ReadOnlySpan<float> source, Span<float> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] += source[i];
        }
    }

    public override void AddScaled(float factor, ReadOnlySpan<float> source, Span<float> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = MathF.FusedMultiplyAdd(factor, source[i], destination[i]);
        }
    }

    public override float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return (float)sum;
    }

    public override void Scale(float factor, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }

    public override float Max(ReadOnlySpan<float> row, float floor)
    {
        float max = floor;
        foreach (float value in row)
        {
            max = MathF.Max(max, value);
        }

        return max;
    }

    public override float ExpMinus(float shift, Span<float> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Exp(values[i] - shift);
            sum += values[i];
        }

        return (float)sum;
    }

    public override void PowersOfTwo(Matrix rows, ReadOnlySpan<float> shifts, Span<float> sums)
    {
        for (int row = 0; row < rows.Rows; row++)
        {
            double sum = 0;
            foreach (ref float value in rows.Row(row))
            {
                value = MathF.Pow(2, MathF.Max(-126, value - shifts[row]));
                sum += value;
            }

            sums[row] += (float)sum;
        }
    }

    public override void SoftmaxSlope(ReadOnlySpan<float> probabilities, float mean, Span<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = probabilities[i] * (gradient[i] - mean);
        }
    }

    public override void Tanh(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Tanh(values[i]);
        }
    }

    public override void TanhBackward(ReadOnlySpan<float> output, Span<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] *= 1 - output[i] * output[i];
        }
    }

    public override void Sigmoid(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Sigmoid(values[i]);
        }
    }

    public override void SigmoidBackward(ReadOnlySpan<float> output, Span<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] *= output[i] * (1 - output[i]);
        }
    }

    public override void Gelu(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (float)(x[i] * NormalDistribution(x[i]));
        }
    }

    public override void GeluBackward(ReadOnlySpan<float> x, Span<float> gradient)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double density = Math.Exp(-0.5 * x[i] * x[i]) / Math.Sqrt(2 * Math.PI);
            gradient[i] = (float)(gradient[i] * (NormalDistribution(x[i]) + x[i] * density));
        }
    }

    public override float LayerNorm(
        ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias, float epsilon, Span<float> normalized, Span<float> y)
    {
        double mean = 0;
        foreach (float value in x)
        {
            mean += value;
        }

        mean /= x.Length;
        double variance = 0;
        foreach (float value in x)
        {
            variance += (value - mean) * (value - mean);
        }

        double inverseDeviation = 1 / Math.Sqrt(variance / x.Length + epsilon);
        for (int i = 0; i < x.Length; i++)
        {
            normalized[i] = (float)((x[i] - mean) * inverseDeviation);
            y[i] = gain[i] * normalized[i] + bias[i];
        }

        return (float)inverseDeviation;
    }

    public override void LayerNormBackward(
        ReadOnlySpan<float> normalized,
        float inverseDeviation,
        ReadOnlySpan<float> gain,
        ReadOnlySpan<float> gradient,
        Span<float> gainGradient,
        Span<float> biasGradient,
        Span<float> inputGradient)
    {
        double sum = 0;
        double projection = 0;
        for (int i = 0; i < normalized.Length; i++)
        {
            gainGradient[i] += gradient[i] * normalized[i];
            biasGradient[i] += gradient[i];
            sum += gradient[i] * gain[i];
            projection += gradient[i] * gain[i] * normalized[i];
        }

        sum /= normalized.Length;
        projection /= normalized.Length;
        for (int i = 0; i < normalized.Length; i++)
        {
            inputGradient[i] = (float)(inverseDeviation * (gradient[i] * gain[i] - sum - normalized[i] * projection));
        }
    }

    public override void MemoryCell(in MemoryCellGates gates, float* previousCell, float* cell, float* cellTanh, float* output)
    {
        for (int i = 0; i < gates.Size; i++)
        {
            float input = gates.Input[i] = Sigmoid(gates.Input[i]);
            float forget = gates.Forget[i] = Sigmoid(gates.Forget[i]);
            float candidate = gates.Candidate[i] = MathF.Tanh(gates.Candidate[i]);
            float exit = gates.Output[i] = Sigmoid(gates.Output[i]);
            cell[i] = forget * previousCell[i] + input * candidate;
            cellTanh[i] = MathF.Tanh(cell[i]);
            output[i] = exit * cellTanh[i];
        }
    }

    public override void MemoryCellBackward(
        in MemoryCellGates gates, float* previousCell, float* cellTanh, float* outputGradient, float* cellGradient)
    {
        for (int i = 0; i < gates.Size; i++)
        {
            float input = gates.Input[i];
            float forget = gates.Forget[i];
            float candidate = gates.Candidate[i];
            float exit = gates.Output[i];
            float cell = cellGradient[i] + outputGradient[i] * exit * (1 - cellTanh[i] * cellTanh[i]);
            gates.Input[i] = cell * candidate * input * (1 - input);
            gates.Forget[i] = cell * previousCell[i] * forget * (1 - forget);
            gates.Candidate[i] = cell * input * (1 - candidate * candidate);
            gates.Output[i] = outputGradient[i] * cellTanh[i] * exit * (1 - exit);
            cellGradient[i] = cell * forget;
        }
    }

    public override void GruCell(int size, float* gates, float* candidateSum, float* previous, float* output)
    {
        for (int i = 0; i < size; i++)
        {
            float reset = gates[i] = Sigmoid(gates[i]);
            float update = gates[size + i] = Sigmoid(gates[size + i]);
            float candidate = gates[2 * size + i] = MathF.Tanh(gates[2 * size + i] + reset * candidateSum[i]);
            output[i] = (1 - update) * candidate + update * previous[i];
        }
    }

    public override void GruCellBackward(
        int size, float* gates, float* candidateSum, float* previous, float* outputGradient, float* direct)
    {
        for (int i = 0; i < size; i++)
        {
            float reset = gates[i];
            float update = gates[size + i];
            float candidate = gates[2 * size + i];
            float candidateGradient = outputGradient[i] * (1 - update) * (1 - candidate * candidate);
            gates[i] = candidateGradient * candidateSum[i] * reset * (1 - reset);
            gates[size + i] = outputGradient[i] * (previous[i] - candidate) * update * (1 - update);
            gates[2 * size + i] = candidateGradient;
            candidateSum[i] = candidateGradient * reset;
            direct[i] = outputGradient[i] * update;
        }
    }

    public override void WeightedSum(int count, int size, float* rows, float* weights, float* output)
    {
        for (int i = 0; i < size; i++)
        {
            double sum = 0;
            for (int row = 0; row < count; row++)
            {
                sum += (double)weights[row] * rows[row * size + i];
            }

            output[i] = (float)sum;
        }
    }

    public override void AddOuterProduct(int count, int size, float* rows, float* weights, float* vector)
    {
        for (int row = 0; row < count; row++)
        {
            AddScaled(weights[row], new ReadOnlySpan<float>(vector, size), new Span<float>(rows + row * size, size));
        }
    }

    public override void AddRowDots(int count, int size, float* rows, float* vector, float* dots)
    {
        for (int row = 0; row < count; row++)
        {
            dots[row] += Dot(new ReadOnlySpan<float>(rows + row * size, size), new ReadOnlySpan<float>(vector, size));
        }
    }

    public override void MemoryReadWrite(
        int slots, int size, float* values, float* addresses, float* erase, float* write, float* output)
    {
        for (int i = 0; i < size; i++)
        {
            float sum = 0;
            for (int slot = 0; slot < slots; slot++)
            {
                ref float value = ref values[slot * size + i];
                float address = addresses[slot];
                sum += address * value;
                value = value * (1 - address * erase[i]) + address * write[i];
            }

            output[i] = sum;
        }
    }

    public override void MemoryReadWriteBackward(
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
        for (int slot = 0; slot < slots; slot++)
        {
            float address = addresses[slot];
            float sum = 0;
            for (int i = 0; i < size; i++)
            {
                float value = values[slot * size + i];
                ref float gradient = ref valueGradient[slot * size + i];
                sum += outputGradient[i] * value + gradient * (write[i] - value * erase[i]);
                eraseGradient[i] -= gradient * value * address;
                writeGradient[i] += gradient * address;
                gradient = gradient * (1 - address * erase[i]) + address * outputGradient[i];
            }

            addressGradient[slot] = sum;
        }
    }

    public override void Adam(in AdamStep step, float* values, float* gradients, float* mean, float* variance, int count)
    {
        for (int i = 0; i < count; i++)
        {
            float gradient = gradients[i] * step.GradientScale;
            mean[i] = step.Beta1 * mean[i] + (1 - step.Beta1) * gradient;
            variance[i] = step.Beta2 * variance[i] + (1 - step.Beta2) * gradient * gradient;
            float scale = MathF.Sqrt(variance[i] * step.VarianceScale) + step.Epsilon;
            values[i] = step.Keep * values[i] - step.StepSize * mean[i] / scale;
        }
    }

    public override void AdamIdle(in AdamIdleSteps steps, float* values, float* mean, float* variance, int count)
    {
        for (int i = 0; i < count; i++)
        {
            values[i] -= steps.Drift * mean[i] / (MathF.Sqrt(variance[i]) + steps.Epsilon);
            mean[i] *= steps.MeanDecay;
            variance[i] *= steps.VarianceDecay;
        }
    }

    protected override void Product(float* data, nint rowStride, nint depthStride, int rows, Panels b, Matrix c, ProductStart start)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < b.Columns; column++)
            {
                float* panel = b.Data + column / PanelWidth * b.PanelStride + column % PanelWidth;
                int startColumn = start.ColumnStride == 0 ? column % PanelWidth : column;
                float sum = start.Data[row * start.RowStride + startColumn];
                for (int depth = 0; depth < b.Depth; depth++)
                {
                    sum = MathF.FusedMultiplyAdd(data[row * rowStride + depth * depthStride], panel[depth * b.DepthStride], sum);
                }

                c[row, column] = sum;
            }
        }
    }

    protected override int TileRows => 1;

    protected override RowQuantization Quantize(ReadOnlySpan<float> row, byte* codes)
    {
        float min = 0;
        float max = 0;
        bool isFinite = true;
        foreach (float value in row)
        {
            min = MathF.Min(min, value);
            max = MathF.Max(max, value);
            isFinite &= float.IsFinite(value);
        }

        RowQuantization quantization = QuantizationOf(min, max, isFinite);
        for (int i = 0; i < Panels.Groups(row.Length) * Panels.GroupSize; i++)
        {
            codes[i] = i < row.Length ? CodeOf(row[i], quantization) : (byte)0;
        }

        return quantization;
    }

    protected override void ByteProduct(float* codes, int groups, int rows, float* panel, int* sums)
    {
        for (int row = 0; row < rows; row++)
        {
            byte* bytes = (byte*)(codes + row * groups);
            for (int column = 0; column < PanelWidth; column++)
            {
                int sum = 0;
                for (int i = 0; i < groups * Panels.GroupSize; i++)
                {
                    sum += bytes[i] * ((sbyte*)(panel + i / Panels.GroupSize * PanelWidth + column))[i % Panels.GroupSize];
                }

                sums[row * PanelWidth + column] = sum;
            }
        }
    }

    protected override void AddProducts(
        ReadOnlySpan<RowQuantization> rows, int* sums, float* steps, float* codeSums, ProductStart start, Matrix c)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            for (int i = 0; i < c.Columns; i++)
            {
                c[row, i] = Element(rows[row], sums[row * PanelWidth + i], steps[i], codeSums[i], start.Data[row * start.RowStride + i]);
            }
        }
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    /// <summary>The normal distribution's share below x, by the series of Marsaglia 2004 near zero and a continued fraction in the tails.</summary>
    private static double NormalDistribution(double x)
    {
        double density = Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
        if (Math.Abs(x) < 4)
        {
            double term = x;
            double sum = x;
            for (int i = 3; i < 150; i += 2)
            {
                term *= x * x / i;
                sum += term;
            }

            return 0.5 + sum * density;
        }

        double fraction = Math.Abs(x);
        for (int i = 60; i > 0; i--)
        {
            fraction = Math.Abs(x) + i / fraction;
        }

        double tail = density / fraction;
        return x < 0 ? tail : 1 - tail;
    }
}
