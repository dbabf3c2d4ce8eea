using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Layers;

/// <summary>y = x W^T + b with W [outputs x inputs]. Shapes: [rows x inputs] to [rows x outputs].</summary>
internal sealed class Linear
{
    private readonly Parameter _weight;

    public Linear(ParameterLayout layout, string name, int inputs, int outputs)
        : this(layout, $"{name}.weight", $"{name}.bias", inputs, outputs, Initializers.Glorot(inputs, outputs))
    {
    }

    public Linear(ParameterLayout layout, string weightName, string biasName, int inputs, int outputs, Initializer initializer)
    {
        _weight = layout.Add(weightName, outputs, inputs, initializer);
        Bias = layout.Add(biasName, 1, outputs, Initializers.Zero);
    }

    /// <summary>b, [1 x outputs].</summary>
    public Parameter Bias { get; }

    public Matrix Forward(Pass pass, Matrix input)
    {
        Matrix output = pass.Arena.Allocate(input.Rows, _weight.Rows);
        Forward(pass, input, output);
        pass.Keep(input);
        return output;
    }

    /// <summary>Writes y where it belongs. No backward pass follows.</summary>
    public void Forward(Pass pass, Matrix input, Matrix output) =>
        pass.Kernels.MultiplyAddBias(input, pass.Weights.Transposed(_weight), pass.Weights[Bias], output);

    public Matrix Backward(Pass pass, Matrix gradient)
    {
        Matrix input = pass.Take();
        WeightGradient.Add(pass, _weight, Bias, input, gradient);
        Matrix inputGradient = pass.Arena.Allocate(input.Rows, input.Columns);
        pass.Kernels.Multiply(gradient, pass.Weights.Straight(_weight), inputGradient);
        return inputGradient;
    }
}
