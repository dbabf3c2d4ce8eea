using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers.Losses;

public sealed class CrossEntropyTests
{
    public static TheoryData<string> Names => KernelNames.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_loss_agrees(string name) => Check(name, "cross_entropy", smoothing: 0);

    [Theory]
    [MemberData(nameof(Names))]
    public void Smoothed_loss_agrees(string name) => Check(name, "cross_entropy_smoothing", smoothing: 0.1f);

    [Theory]
    [MemberData(nameof(Names))]
    public void Weighted_loss_agrees(string name)
    {
        float[] weights = Golden.Read("cross_entropy_weighted").Tensor("weight").Floats;
        Check(name, "cross_entropy_weighted", smoothing: 0, weights);
    }

    [Theory]
    [InlineData(1000f)]
    [InlineData(-1000f)]
    public void Loss_of_extreme_logits_is_the_difference_of_the_logits(float logit)
    {
        using var memory = new TestMemory();
        Matrix logits = memory.Of(1, 2, [0, logit]);
        double loss = CrossEntropy.LossAndGradient(Kernels.Current, logits, [0], 1);
        Assert.Equal(Math.Max(0, logit), loss, 1e-3);
        Assert.True(float.IsFinite(logits[0, 0]) && float.IsFinite(logits[0, 1]));
    }

    [Fact]
    public void A_target_that_labels_share_has_the_mean_of_their_losses_and_gradients()
    {
        int[] labels = [3, 0, 3, 4];
        float[] logits = [0.5f, -1, 2, 0.25f, 1.5f];
        double loss = 0;
        var gradient = new float[logits.Length];
        foreach (int label in labels)
        {
            using var memory = new TestMemory();
            Matrix row = memory.Of(1, logits.Length, [.. logits]);
            loss += 3 * CrossEntropy.LossAndGradient(Kernels.Current, row, [label], scale: 6) / labels.Length;
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] += row[0, i] / labels.Length;
            }
        }

        float[] shared = [.. logits];
        Assert.Equal(loss, CrossEntropy.SharedLossAndGradient(Kernels.Current, shared, labels, weight: 3, scale: 2), 1e-5);
        Close.All(gradient, shared, 1e-5, "gradient");
    }

    [Fact]
    public void A_target_without_labels_teaches_nothing()
    {
        float[] logits = [1, 2];
        Assert.Equal(0, CrossEntropy.SharedLossAndGradient(Kernels.Current, logits, [], weight: 3, scale: 2));
        Assert.Equal([0, 0], logits);
    }

    private static void Check(string name, string file, float smoothing, float[]? weights = null)
    {
        Golden golden = Golden.Read(file);
        int[] labels = golden.Integers("target");
        float[] rowWeights = weights is null ? [] : [.. labels.Select(label => weights[label])];
        double total = weights is null ? labels.Length : rowWeights.Sum();
        using var memory = new TestMemory();
        Matrix logits = golden.Tensor("input").ToMatrix(memory);
        double loss = CrossEntropy.LossAndGradient(KernelFactory.Choose(name), logits, labels, (float)(1 / total), smoothing, rowWeights);
        Assert.Equal(golden.Number("loss"), loss / total, Golden.Tolerance);
        golden.Group("gradients")["input"].AssertClose(logits, "gradient");
    }
}
