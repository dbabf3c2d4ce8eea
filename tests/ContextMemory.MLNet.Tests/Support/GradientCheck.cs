using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>
/// Gradients against finite differences of a scalar loss, the sum of the outputs with random weights. Differences are taken over five
/// points, whose error of the order step^4 stays below the rounding of single precision. What must be small is, for each tensor,
/// |numeric - analytic| / max(|numeric|, |analytic|) with Euclidean norms over a sample of the tensor's elements.
/// </summary>
internal static class GradientCheck
{
    public const double Tolerance = 4e-3;

    private const float Step = 1e-2f;
    private const int SamplesPerTensor = 16;

    // The differences are of losses of the order of 10 in single precision: a gradient of a smaller norm than this is lost in their
    // rounding, one that is zero by its nature (that of the bias of attention keys) is nothing else.
    private const double SmallestNorm = 0.2;

    /// <summary>Checks the gradients of all parameters.</summary>
    /// <param name="bench">Has the parameters.</param>
    /// <param name="forward">From the parameters to the output.</param>
    /// <param name="backward">From the gradient of the output to those of the parameters.</param>
    public static void Parameters(LayerBench bench, Func<Matrix> forward, Action<Matrix> backward) =>
        Run(bench, forward, backward, bench.Memory.Zeros(0, 0), () => default);

    /// <summary>Checks the gradients of all parameters and of the input. The layer may change the input, it is given a copy.</summary>
    public static void Layer(
        LayerBench bench, Matrix input, Func<Pass, Matrix, Matrix> forward, Func<Pass, Matrix, Matrix> backward)
    {
        Matrix inputGradient = default;
        Run(
            bench,
            () => forward(bench.Pass, bench.Memory.Copy(input)),
            gradient => inputGradient = bench.Memory.Copy(backward(bench.Pass, gradient)),
            input,
            () => inputGradient);
    }

    /// <summary>Checks given gradients of all parameters against a loss.</summary>
    public static void Gradients(LayerBench bench, IReadOnlyDictionary<Parameter, Matrix> gradients, Func<double> loss)
    {
        foreach ((Parameter parameter, Matrix gradient) in gradients)
        {
            Tensor(bench, parameter.Name, bench.Weights[parameter], gradient, loss);
        }
    }

    /// <summary>The gradients of all parameters that learn, as they are now.</summary>
    public static Dictionary<Parameter, Matrix> Copy(LayerBench bench) =>
        bench.Layout.Parameters.Where(parameter => parameter.Learns).ToDictionary(parameter => parameter, parameter => bench.Memory.Copy(bench.GradientOf(parameter)));

    /// <summary>The sum of the outputs, each with its weight.</summary>
    public static double Weighted(Matrix output, Matrix upstream)
    {
        double sum = 0;
        for (int row = 0; row < output.Rows; row++)
        {
            for (int column = 0; column < output.Columns; column++)
            {
                sum += (double)output[row, column] * upstream[row, column];
            }
        }

        return sum;
    }

    private static void Run(
        LayerBench bench, Func<Matrix> forward, Action<Matrix> backward, Matrix input, Func<Matrix> inputGradient)
    {
        bench.StartLearning();
        Matrix output = forward();
        Matrix upstream = bench.Memory.Normal(output.Rows, output.Columns);
        backward(bench.Memory.Copy(upstream));
        Assert.Equal(0, bench.Pass.KeptCount);
        Dictionary<Parameter, Matrix> gradients = Copy(bench);
        if (input.Rows > 0)
        {
            Tensor(bench, "input", input, inputGradient(), Loss);
        }

        Gradients(bench, gradients, Loss);

        double Loss()
        {
            bench.StartLearning();
            return Weighted(forward(), upstream);
        }
    }

    private static void Tensor(LayerBench bench, string name, Matrix values, Matrix gradient, Func<double> loss)
    {
        int[] places = [.. Enumerable.Range(0, values.Rows * values.Columns)];
        bench.Memory.Random.Shuffle<int>(places);
        double numericNorm = 0;
        double analyticNorm = 0;
        double difference = 0;
        foreach (int place in places.Take(SamplesPerTensor))
        {
            double analytic = gradient.Span[place];
            double numeric = Slope(bench, values, place, loss, Step);
            if (Math.Abs(numeric - analytic) > 0.1 * Tolerance * Math.Max(1, Math.Abs(analytic)))
            {
                // Max pooling has kinks. One may lie within the reach of the differences, but hardly so near.
                double[] nearer = [.. ((float[])[Step / 4, Step / 10]).Select(step => Slope(bench, values, place, loss, step))];
                numeric = nearer.Append(numeric).MinBy(slope => Math.Abs(slope - analytic));
            }

            numericNorm += numeric * numeric;
            analyticNorm += analytic * analytic;
            difference += (numeric - analytic) * (numeric - analytic);
        }

        double error = Math.Sqrt(difference) / Math.Max(SmallestNorm, Math.Sqrt(Math.Max(numericNorm, analyticNorm)));
        Assert.True(
            error <= Tolerance,
            $"Gradient of {name}: error {error:E1}, norm {Math.Sqrt(analyticNorm):G4}, by differences {Math.Sqrt(numericNorm):G4}.");
    }

    private static double Slope(LayerBench bench, Matrix values, int place, Func<double> loss, float step)
    {
        float value = values.Span[place];
        double near = At(step) - At(-step);
        double far = At(2 * step) - At(-2 * step);
        values.Span[place] = value;
        bench.Weights.Changed();
        return (8 * near - far) / (12 * step);

        double At(float change)
        {
            values.Span[place] = value + change;
            bench.Weights.Changed();
            return loss();
        }
    }
}
