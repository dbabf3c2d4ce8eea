using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class OptimizerGoldenTests
{
    private const float Rate = 0.01f;

    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Adam_agrees(string name) => Check(name, "optimizer_adam", weightDecay: 0);

    [Theory]
    [MemberData(nameof(Names))]
    public void AdamW_agrees(string name) => Check(name, "optimizer_adamw", weightDecay: 0.1);

    [Fact]
    public void Clipping_agrees()
    {
        Golden golden = Golden.Read("clip_grad_norm");
        GoldenTensor[] values = golden.Tensors("gradients");
        GoldenTensor[] clipped = golden.Tensors("clipped");

        // One dense gradient and one sparse: the norm is that of both together.
        var layout = new ParameterLayout();
        Parameter dense = layout.Add("dense", 1, 7, Initializers.Zero);
        Parameter sparse = layout.Add("sparse", 4, 3, Initializers.Zero, isSparse: true);
        var gradients = new Gradients(layout);
        values[0].Floats.CopyTo(gradients[dense].Span);
        for (int row = 0; row < 4; row++)
        {
            values[1].Floats.AsSpan(3 * row, 3).CopyTo(gradients.Sparse(sparse).Row(row));
        }

        Assert.Equal(golden.Number("norm"), gradients.Norm(), 1e-6);
        float scale = AdamOptimizer.ClipScale(gradients.Norm(), golden.Number("max_norm"));
        for (int i = 0; i < 2; i++)
        {
            float[] scaled = [.. values[i].Floats.Select(value => value * scale)];
            Close.All(clipped[i].Values, scaled, Golden.Tolerance, $"gradient {i}");
        }

        GC.KeepAlive(gradients);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void A_short_gradient_is_not_clipped(double norm) => Assert.Equal(1, AdamOptimizer.ClipScale(norm, 1));

    private static void Check(string name, string file, double weightDecay)
    {
        Golden golden = Golden.Read(file);
        GoldenTensor initial = golden.Tensor("initial");

        // Two rows, since a row alone is taken for a bias, which does not decay.
        var layout = new ParameterLayout();
        Parameter parameter = layout.Add("weight", 2, initial.Values.Length / 2, Initializers.Zero);
        var weights = new Weights(layout, KernelFactory.Choose(name));
        initial.Floats.CopyTo(weights[parameter].Span);
        var optimizer = new AdamOptimizer(weights, weightDecay);
        var gradients = new Gradients(layout);
        GoldenTensor[] expected = golden.Tensors("parameters_after_each_step");
        GoldenTensor[] steps = golden.Tensors("gradients");
        for (int step = 0; step < steps.Length; step++)
        {
            steps[step].Floats.CopyTo(gradients[parameter].Span);
            optimizer.Step(gradients, Rate, gradientScale: 1);
            Close.All(expected[step].Values, weights[parameter].Span, Golden.Tolerance, $"parameters after step {step + 1}");
        }

        Assert.Equal(steps.Length, optimizer.StepCount);
        GC.KeepAlive(weights);
    }
}
