using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Losses;

/// <summary>The losses of classes and of labels.</summary>
internal static class ClassLoss
{
    /// <summary>
    /// The sum of a batch's cross entropies, each counted by its weight: of one class by the softmax of the logits, the target smoothed (Szegedy
    /// 2016, section 7); of any number of labels by the sigmoid of each.
    /// </summary>
    /// <param name="pass">What layers need.</param>
    /// <param name="logits">[documents x classes].</param>
    /// <param name="batch">The targets.</param>
    /// <param name="member">Whose weights are taken.</param>
    /// <param name="smoothing">Share of each target that is spread over all classes.</param>
    public static Tensor Sum(Pass pass, Tensor logits, ClassificationBatch batch, int member, double smoothing)
    {
        Tensor losses = batch.IsMultiLabel
            ? nn.functional.binary_cross_entropy_with_logits(logits, LabelsOf(pass, batch, logits.shape), reduction: nn.Reduction.None).sum(1)
            : nn.functional.cross_entropy(logits, pass.Numbers(batch.Classes), reduction: nn.Reduction.None, label_smoothing: smoothing);
        return (losses * tensor(batch.WeightsFor(member).ToArray(), device: pass.Device)).sum();
    }

    /// <summary>
    /// The sum of the cross entropies between words and the softmax of logits, where each document's target is shared evenly by its words, the
    /// more by one that is there more often; each document counts by its weight, and not at all without words.
    /// </summary>
    /// <param name="pass">What layers need.</param>
    /// <param name="logits">[documents x words].</param>
    /// <param name="words">Of each document.</param>
    /// <param name="weights">Of each document.</param>
    public static Tensor SharedSum(Pass pass, Tensor logits, IReadOnlyList<int[]> words, IEnumerable<int> weights)
    {
        int width = (int)logits.shape[1];
        Tensor places = pass.Numbers([.. words.SelectMany((own, document) => own.Select(word => (long)document * width + word))]);
        Tensor documents = pass.Numbers([.. words.SelectMany((own, document) => own.Select(_ => (long)document))]);
        Tensor shares = tensor([.. words.SelectMany(own => own.Select(_ => 1f / own.Length))], device: pass.Device);
        Tensor counted = tensor([.. weights.Zip(words, (weight, own) => own.Length > 0 ? (float)weight : 0)], device: pass.Device);
        Tensor wanted = zeros(words.Count, ScalarType.Float32, pass.Device).index_add(0, documents, logits.reshape(-1).index_select(0, places) * shares, Number.One);
        return ((logits.logsumexp(1) - wanted) * counted).sum();
    }

    private static Tensor LabelsOf(Pass pass, ClassificationBatch batch, long[] shape)
    {
        var labels = new float[shape[0] * shape[1]];
        for (int document = 0; document < shape[0]; document++)
        {
            foreach (int label in batch.LabelsOf(document))
            {
                labels[document * shape[1] + label] = 1;
            }
        }

        return tensor(labels, device: pass.Device).view(shape);
    }
}
