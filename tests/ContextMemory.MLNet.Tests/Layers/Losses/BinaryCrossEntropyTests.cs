using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers.Losses;

public sealed class BinaryCrossEntropyTests
{
    private static readonly int[] Labels = [0, 2];

    public static TheoryData<string> Names => KernelNames.All;

    [Fact]
    public void The_loss_is_that_of_each_label_taken_alone()
    {
        float[] logits = [0.3f, -1.2f, -0.4f, 2.5f];
        double expected = -Math.Log(Sigmoid(0.3)) - Math.Log(1 - Sigmoid(-1.2)) - Math.Log(Sigmoid(-0.4)) - Math.Log(1 - Sigmoid(2.5));

        Assert.Equal(expected, BinaryCrossEntropy.Loss(logits, Labels), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_is_that_of_the_loss(string name)
    {
        const float Step = 1e-2f;
        float[] logits = [0.3f, -1.2f, -0.4f, 2.5f];
        float[] gradient = [.. logits];

        double loss = BinaryCrossEntropy.LossAndGradient(KernelFactory.Choose(name), gradient, Labels, scale: 0.5f, weight: 3);

        Assert.Equal(3 * BinaryCrossEntropy.Loss(logits, Labels), loss, 1e-6);
        for (int i = 0; i < logits.Length; i++)
        {
            float[] above = [.. logits];
            float[] below = [.. logits];
            above[i] += Step;
            below[i] -= Step;
            double slope = (BinaryCrossEntropy.Loss(above, Labels) - BinaryCrossEntropy.Loss(below, Labels)) / (above[i] - below[i]);
            Assert.Equal(3 * 0.5 * slope, gradient[i], 1e-4);
        }
    }

    [Fact]
    public void Extreme_logits_have_a_finite_loss()
    {
        Assert.Equal(2_000, BinaryCrossEntropy.Loss([-1_000, 1_000, 1_000], Labels), 1e-6);
        Assert.Equal(0, BinaryCrossEntropy.Loss([1_000, -1_000, 1_000], Labels), 1e-6);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
