using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>Each row to mean 0 and variance 1, then a learned gain and bias a column (Ba 2016). Shapes: [rows x size] to the same.</summary>
internal sealed class LayerNorm(ParameterLayout layout, string name, int size, float epsilon = LayerNorm.UsualEpsilon)
{
    private const float UsualEpsilon = 1e-5f;

    private readonly Parameter _gain = layout.Add($"{name}.weight", 1, size, Initializers.One);
    private readonly Parameter _bias = layout.Add($"{name}.bias", 1, size, Initializers.Zero);

    public Matrix Forward(Pass pass, Matrix input)
    {
        Matrix output = pass.Arena.Allocate(input.Rows, input.Columns);
        Matrix normalized = pass.Arena.Allocate(pass.KeepsActivations ? input.Rows : 1, input.Columns);
        Matrix inverseDeviation = pass.Arena.Allocate(input.Rows, 1);
        Span<float> gain = pass.Weights[_gain].Span;
        Span<float> bias = pass.Weights[_bias].Span;
        for (int row = 0; row < input.Rows; row++)
        {
            inverseDeviation[row, 0] =
                pass.Kernels.LayerNorm(
                    input.Row(row), gain, bias, epsilon, normalized.Row(pass.KeepsActivations ? row : 0), output.Row(row));
        }

        pass.Keep(normalized);
        pass.Keep(inverseDeviation);
        return output;
    }

    public Matrix Backward(Pass pass, Matrix gradient)
    {
        Matrix inverseDeviation = pass.Take();
        Matrix normalized = pass.Take();
        Matrix inputGradient = pass.Arena.Allocate(gradient.Rows, gradient.Columns);
        Span<float> gain = pass.Weights[_gain].Span;
        Span<float> gainGradient = GradientOf(pass, _gain);
        Span<float> biasGradient = GradientOf(pass, _bias);
        for (int row = 0; row < gradient.Rows; row++)
        {
            pass.Kernels.LayerNormBackward(
                normalized.Row(row), inverseDeviation[row, 0], gain, gradient.Row(row), gainGradient, biasGradient, inputGradient.Row(row));
        }

        return inputGradient;
    }

    // Where it does not learn, what is added is forgotten.
    private static Span<float> GradientOf(Pass pass, Parameter parameter) =>
        (parameter.Learns ? pass.GradientOf(parameter) : pass.Arena.AllocateCleared(1, parameter.Columns)).Span;
}
