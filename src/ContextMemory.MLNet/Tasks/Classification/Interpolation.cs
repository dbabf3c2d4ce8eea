using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;
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
    /// <param name="options">Who listens, and what cancels.</param>
    /// <param name="workers">To measure with.</param>
    /// <returns>False if training is cancelled: then the best of those weights are left that have been measured.</returns>
    public static bool ChooseBetween(float[] start, Objective objective, TrainingOptions options, Workers workers)
    {
        if (objective.ValidationCount == 0)
        {
            return true;
        }

        var watch = new StageWatch(TrainingStage.Validation, options, (1 + Shares.Length) * objective.ValidationTotal);
        float[] end = objective.Weights.Learned.ToArray();
        ValidationResult? best = null;
        float bestShare = 1;
        bool isChosen = true;
        try
        {
            foreach (float share in (float[])[1, .. Shares])
            {
                Put(share);
                if (objective.Validate(workers.Count, watch) is { } result && result.IsBetterThan(best))
                {
                    best = result;
                    bestShare = share;
                }
            }

            watch.Finish();
        }
        catch (OperationCanceledException) when (options.CancellationToken.IsCancellationRequested)
        {
            isChosen = false;
        }

        Put(bestShare);
        return isChosen;

        void Put(float share)
        {
            TensorPrimitives.Lerp<float>(start, end, share, objective.Weights.Learned);
            objective.Weights.LearnedChanged();
        }
    }
}
