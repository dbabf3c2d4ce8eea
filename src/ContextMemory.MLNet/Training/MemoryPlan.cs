using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;
using static System.FormattableString;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// How much of a training is held at once, so that it stays within its bound of memory, and what that takes. What a plan decides does not
/// change the model.
/// </summary>
/// <param name="Learner">How the engine learns.</param>
/// <param name="PeakMB">The most memory that the process will have, about, in MiB.</param>
/// <param name="KeptByModel">Bytes that the model keeps after training, for the next documents that it reads.</param>
internal sealed record MemoryPlan(LearnerPlan Learner, double PeakMB, long KeptByModel)
{
    /// <summary>The first of the engine's plans that the bound allows.</summary>
    /// <param name="objective">What is to be learned. Where its rows leave too little memory, some of them move to a file.</param>
    /// <param name="options">How it is to be learned.</param>
    /// <exception cref="InvalidOperationException">None is allowed; the message says what would be needed, and what to change.</exception>
    public static MemoryPlan Make(Objective objective, TrainingOptions options)
    {
        int batch = Math.Min(options.For(objective.ExampleCount).BatchSize, objective.ExampleCount);
        long allowed = TrainingMemory.Allowed(options);
        long optimizer = TrainingMemory.OfOptimizer(objective.Weights.Layout, options);
        long left = TrainingMemory.LeftNow(optimizer, options);
        ILearnerMemory learner = options.Engine.Measure(objective, batch, options.ThreadCount, left);
        var need = new Need(optimizer, learner, objective.MeasureValidation());
        IReadOnlyList<LearnerPlan> plans = learner.Plans(batch);
        long process = TrainingMemory.MakeRoom(need.Of(plans[0]), options, objective.MoveRowsToFile);
        foreach (LearnerPlan plan in plans)
        {
            long peak = process + need.Of(plan);
            if (peak <= allowed)
            {
                return new MemoryPlan(plan, TrainingMemory.ExpectedMB(peak, options), plan.Threads * need.Validation.Layers);
            }
        }

        throw new InvalidOperationException(Refusal(options, process, need, batch));
    }

    private static string Refusal(TrainingOptions options, long process, Need need, int batch)
    {
        LearnerPlan leanest = need.Learner.Plans(batch)[^1];
        return Invariant($"Training would take {(process + need.Of(leanest)) / ProcessMemory.Megabyte:F0} MB: {process / ProcessMemory.Megabyte:F0} for the process as it is, ") +
            Invariant($"{need.Optimizer / ProcessMemory.Megabyte:F0} for the optimizer and the best weights, {leanest.Parts}, ") +
            Invariant($"{(need.Validation.Layers + need.Validation.Results) / ProcessMemory.Megabyte:F0} for measuring the validation rows; ") +
            Invariant($"{nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxMemoryMB)} allows {options.MaxMemoryMB}. ") +
            (LargestBatch(options, process, need, batch) is > 0 and int fitting
                ? Invariant($"Set {nameof(TrainingOptions.BatchSize)} to {fitting} or less, or allow more.")
                : "Allow more, or choose fewer or smaller layers, shorter segments or a smaller vocabulary.");
    }

    /// <summary>The largest batch, of those that are half of another, with which training would be allowed; 0 where there is none.</summary>
    private static int LargestBatch(TrainingOptions options, long process, Need need, int batch)
    {
        for (int size = batch / 2; size > 0; size /= 2)
        {
            if (process + need.Of(need.Learner.Plans(size)[^1]) <= TrainingMemory.Allowed(options))
            {
                return size;
            }
        }

        return 0;
    }

    /// <param name="Optimizer">What grows with the model.</param>
    /// <param name="Learner">What learning takes beside that.</param>
    /// <param name="Validation">Of measuring the validation rows.</param>
    private sealed record Need(long Optimizer, ILearnerMemory Learner, ValidationMemory Validation)
    {
        public long Of(LearnerPlan plan) => Optimizer + plan.Bytes + plan.Threads * Validation.Layers + Validation.Results;
    }
}
