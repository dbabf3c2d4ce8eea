using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>While learning, sets each element to zero with probability <paramref name="rate"/> and scales the others up to match (Srivastava 2014).</summary>
internal sealed class Dropout(double rate)
{
    private const int ElementsPerDraw = 4;

    private readonly bool _isOn = rate > 0;
    private readonly uint _threshold = (uint)(rate * 65536);
    private readonly float _scale = (float)(1 / (1 - rate));

    /// <summary>In place.</summary>
    public Matrix Forward(Pass pass, Matrix values)
    {
        if (!_isOn || !pass.IsTraining)
        {
            return values;
        }

        Matrix mask = pass.Arena.Allocate(values.Rows, values.Columns);
        for (int row = 0; row < values.Rows; row++)
        {
            DrawMask(pass.Random, mask.Row(row));
        }

        Multiply(mask, values);
        pass.Keep(mask);
        return values;
    }

    /// <summary>In place.</summary>
    public Matrix Backward(Pass pass, Matrix gradient)
    {
        if (_isOn && pass.IsTraining)
        {
            Multiply(pass.Take(), gradient);
        }

        return gradient;
    }

    private void DrawMask(RandomStream random, Span<float> mask)
    {
        ulong bits = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            bits = i % ElementsPerDraw == 0 ? random.NextBits() : bits >> 16;
            mask[i] = (ushort)bits < _threshold ? 0 : _scale;
        }
    }

    private static void Multiply(Matrix mask, Matrix values)
    {
        for (int row = 0; row < values.Rows; row++)
        {
            Span<float> target = values.Row(row);
            System.Numerics.Tensors.TensorPrimitives.Multiply(target, mask.Row(row), target);
        }
    }
}
