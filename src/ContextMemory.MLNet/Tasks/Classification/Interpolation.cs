using System.Numerics.Tensors;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// Weights between those that training went on from and those that it ended with (Wortsman 2022, "Robust fine-tuning"): there a model
/// often knows the new and still knows the old.
/// </summary>
internal static class Interpolation
{
    private static readonly float[] Shares = [0.25f, 0.5f, 0.75f];

    /// <summary>Leaves those weights in the objective's model that are best on all its validation rows; as they are where it has none.</summary>
    /// <param name="start">The weights that training went on from.</param>
    /// <param name="objective">Its weights are those that training ended with.</param>
    /// <param name="workers">To measure with.</param>
    public static void ChooseBetween(float[] start, Objective objective, Workers workers)
    {
        if (objective.Validate(workers) is not { } best)
        {
            return;
        }

        float[] end = objective.Weights.Values.ToArray();
        float bestShare = 1;
        foreach (float share in Shares)
        {
            Put(share);
            if (objective.Validate(workers) is { } result && result.IsBetterThan(best))
            {
                best = result;
                bestShare = share;
            }
        }

        Put(bestShare);

        void Put(float share)
        {
            TensorPrimitives.Lerp<float>(start, end, share, objective.Weights.Values);
            objective.Weights.Changed();
        }
    }
}
