using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Losses;

/// <summary>
/// Mean over rows of -sum of t_k log softmax(x)_k. With smoothing s the target t is 1 - s at the label plus s / classes everywhere
/// (Szegedy 2016, section 7); each row counts by its weight.
/// </summary>
internal static class CrossEntropy
{
    /// <summary>
    /// Turns logits [rows x classes] into the gradient of the loss, in place, and returns the sum of the rows' losses.
    /// <paramref name="scale"/> is what each row's gradient is multiplied by: one over the rows (or the weights) of the whole batch.
    /// </summary>
    public static double LossAndGradient(
        Kernels kernels, Matrix logits, ReadOnlySpan<int> labels, float scale, float smoothing = 0, ReadOnlySpan<float> weights = default)
    {
        double loss = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            Span<float> values = logits.Row(row);
            int label = labels[row];
            float logit = values[label];
            float mean = TensorPrimitives.Sum<float>(values) / values.Length;
            float logSum = kernels.Softmax(values);
            float weight = weights.IsEmpty ? 1 : weights[row];
            loss += weight * (logSum - (1 - smoothing) * logit - smoothing * mean);
            TensorPrimitives.Add(values, -smoothing / values.Length, values);
            values[label] -= 1 - smoothing;
            TensorPrimitives.Multiply(values, weight * scale, values);
        }

        return loss;
    }

    /// <summary>
    /// The same of one row whose target is shared evenly by several labels, the more by one that is there more often. Turns the logits into
    /// the gradient, in place, and returns the loss; both are 0 without labels.
    /// </summary>
    public static double SharedLossAndGradient(Kernels kernels, Span<float> logits, ReadOnlySpan<int> labels, float weight, float scale)
    {
        if (labels.IsEmpty)
        {
            logits.Clear();
            return 0;
        }

        double wanted = 0;
        foreach (int label in labels)
        {
            wanted += logits[label];
        }

        float logSum = kernels.Softmax(logits);
        float share = 1f / labels.Length;
        foreach (int label in labels)
        {
            logits[label] -= share;
        }

        TensorPrimitives.Multiply(logits, weight * scale, logits);
        return weight * (logSum - wanted * share);
    }
}
