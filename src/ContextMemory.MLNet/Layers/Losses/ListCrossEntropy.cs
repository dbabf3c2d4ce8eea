using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Losses;

/// <summary>Cross entropy between the shares that the items of a list should have and the softmax of their scores (ListNet, Cao 2007).</summary>
internal static class ListCrossEntropy
{
    /// <summary>Turns the scores of a list into the gradient of its loss, in place, and returns the loss.</summary>
    /// <param name="kernels">To compute with.</param>
    /// <param name="scores">Of each item.</param>
    /// <param name="targets">The share of each item; together 1.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    public static double LossAndGradient(Kernels kernels, Span<float> scores, ReadOnlySpan<float> targets, float scale)
    {
        double aimed = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            aimed += targets[i] * scores[i];
        }

        double loss = kernels.Softmax(scores) - aimed;
        for (int i = 0; i < targets.Length; i++)
        {
            scores[i] = scale * (scores[i] - targets[i]);
        }

        return loss;
    }
}
