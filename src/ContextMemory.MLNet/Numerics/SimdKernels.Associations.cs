namespace ContextMemory.MLNet.Numerics;

/// <summary>What an associative memory computes with its matrix.</summary>
internal abstract unsafe partial class SimdKernels<TSimd>
{
    public sealed override void WeightedSum(int count, int size, float* rows, float* weights, float* output)
    {
        int i = 0;
        for (; i <= size - Width; i += Width)
        {
            TSimd sum = TSimd.Zero;
            for (int row = 0; row < count; row++)
            {
                sum = TSimd.MultiplyAdd(TSimd.Create(weights[row]), TSimd.Load(rows + row * size + i), sum);
            }

            TSimd.Store(sum, output + i);
        }

        for (; i < size; i++)
        {
            float sum = 0;
            for (int row = 0; row < count; row++)
            {
                sum = MathF.FusedMultiplyAdd(weights[row], rows[row * size + i], sum);
            }

            output[i] = sum;
        }
    }

    public sealed override void AddOuterProduct(int count, int size, float* rows, float* weights, float* vector)
    {
        int i = 0;
        for (; i <= size - Width; i += Width)
        {
            TSimd added = TSimd.Load(vector + i);
            for (int row = 0; row < count; row++)
            {
                float* place = rows + row * size + i;
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(weights[row]), added, TSimd.Load(place)), place);
            }
        }

        for (; i < size; i++)
        {
            for (int row = 0; row < count; row++)
            {
                ref float value = ref rows[row * size + i];
                value = MathF.FusedMultiplyAdd(weights[row], vector[i], value);
            }
        }
    }

    public sealed override void AddRowDots(int count, int size, float* rows, float* vector, float* dots)
    {
        for (int row = 0; row < count; row++)
        {
            float* values = rows + row * size;
            TSimd sum = TSimd.Zero;
            int i = 0;
            for (; i <= size - Width; i += Width)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(values + i), TSimd.Load(vector + i), sum);
            }

            float dot = TSimd.Sum(sum);
            for (; i < size; i++)
            {
                dot = MathF.FusedMultiplyAdd(values[i], vector[i], dot);
            }

            dots[row] += dot;
        }
    }
}
