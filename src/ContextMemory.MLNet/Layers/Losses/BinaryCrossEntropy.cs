using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Losses;

/// <summary>
/// Sum over the labels k of -ln sigmoid(x_k) where the row has the label, else of -ln(1 - sigmoid(x_k)); each row counts by its weight.
/// </summary>
internal static class BinaryCrossEntropy
{
    /// <summary>Turns the logits of one row into the gradient of its loss, in place, and returns the loss.</summary>
    /// <param name="kernels">To compute with.</param>
    /// <param name="logits">Of each label.</param>
    /// <param name="labels">Those that the row has.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    /// <param name="weight">How much the row counts.</param>
    public static double LossAndGradient(Kernels kernels, Span<float> logits, ReadOnlySpan<int> labels, float scale, float weight = 1)
    {
        double loss = Loss(logits, labels);
        kernels.Sigmoid(logits);
        foreach (int label in labels)
        {
            logits[label] -= 1;
        }

        TensorPrimitives.Multiply(logits, weight * scale, logits);
        return weight * loss;
    }

    /// <summary>The loss of one row.</summary>
    public static double Loss(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        // -ln(1 - sigmoid(x)) = ln(1 + e^x), written so that e^x cannot overflow; -ln sigmoid(x) is that less x.
        double loss = 0;
        foreach (float logit in logits)
        {
            loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
        }

        foreach (int label in labels)
        {
            loss -= logits[label];
        }

        return loss;
    }
}
