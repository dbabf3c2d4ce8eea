using static System.FormattableString;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// How much of a training is held at once, so that it stays within its bound of memory, and what that takes. What a plan decides does not
/// change the model: how a batch is cut into shards is a matter of the batch alone.
/// </summary>
/// <param name="Workers">Threads that learn.</param>
/// <param name="GradientCopies">Shards that have gradients at a time.</param>
/// <param name="PeakMB">The most memory that the process will have, about, in MiB.</param>
/// <param name="KeptByModel">Bytes that the model keeps after training, for the next documents that it reads.</param>
internal sealed record MemoryPlan(int Workers, int GradientCopies, double PeakMB, long KeptByModel)
{
    // Where a batch has several shards, one has the sum and another what is added to it.
    private const int FewestCopies = 2;

    /// <summary>The plan that holds the most at once of those that the bound allows.</summary>
    /// <param name="objective">What is to be learned. Where its rows leave too little memory, some of them move to a file.</param>
    /// <param name="options">How it is to be learned.</param>
    /// <exception cref="InvalidOperationException">None is allowed; the message says what would be needed, and what to change.</exception>
    public static MemoryPlan Make(Objective objective, TrainingOptions options)
    {
        int batch = Math.Min(options.For(objective.ExampleCount).BatchSize, objective.ExampleCount);
        int shards = BatchPlan.ShardCount(batch, objective.ExamplesPerShard);
        long allowed = TrainingMemory.Allowed(options);
        long optimizer = TrainingMemory.OfOptimizer(objective.Weights.Layout, options);
        long left = TrainingMemory.LeftNow(optimizer, options);
        var need = new Need(
            optimizer,
            MeasureLargest(objective, batch, shards, left),
            objective.MeasureValidation());
        long process = TrainingMemory.OfProcess(options);
        long excess = process + need.Of(options.ThreadCount, shards, shards) - allowed;
        if (excess > 0)
        {
            objective.MoveRowsToFile(excess);
            process = TrainingMemory.OfProcess(options);
        }

        for (int workers = options.ThreadCount; workers > 0; workers--)
        {
            foreach (int copies in (int[])[shards, Math.Min(shards, Math.Max(FewestCopies, workers + 1)), Math.Min(shards, FewestCopies)])
            {
                long peak = process + need.Of(workers, copies, shards);
                if (peak <= allowed)
                {
                    return new MemoryPlan(workers, copies, TrainingMemory.ExpectedMB(peak, options), workers * need.Validation.Layers);
                }
            }
        }

        throw new InvalidOperationException(Refusal(objective, options, process, need, batch, shards));
    }

    /// <summary>
    /// What the largest shard of any batch takes. Where that may be more than is left it is not tried, but told from smaller ones: what the
    /// layers keep grows with the examples.
    /// </summary>
    private static ShardMemory MeasureLargest(Objective objective, int batch, int shards, long left)
    {
        int[] largest = FindLargest(objective, batch, shards);
        if (largest.Length == 0)
        {
            return default;
        }

        int count = left == long.MaxValue ? largest.Length : 1;
        ShardMemory measured = objective.MeasureShard(largest.AsSpan(0, count));
        long growth = measured.Layers;
        while (count < largest.Length && 2 * (measured.Layers + measured.Gradients) <= left)
        {
            int next = Math.Min(2 * count, largest.Length);

            // What was measured before is no longer needed.
            TrainingMemory.GiveBack();
            ShardMemory larger = objective.MeasureShard(largest.AsSpan(0, next));
            growth = (larger.Layers - measured.Layers) / (next - count);
            (count, measured) = (next, larger);
        }

        return measured with { Layers = measured.Layers + (largest.Length - count) * growth };
    }

    /// <summary>Of the batch that has the longest examples, the shard that has the longest of them.</summary>
    private static int[] FindLargest(Objective objective, int batch, int shards)
    {
        int[] longest =
        [
            .. Enumerable.Range(0, objective.ExampleCount)
                .OrderByDescending(example => Math.Min(objective.TokenCount(example), objective.SegmentLength))
                .ThenByDescending(objective.TokenCount)
                .Take(batch),
        ];
        return [.. longest.Where((_, place) => place % shards == 0)];
    }

    private static string Refusal(Objective objective, TrainingOptions options, long process, Need need, int batch, int shards)
    {
        int copies = Math.Min(shards, FewestCopies);
        long peak = process + need.Of(1, copies, shards);
        return Invariant($"Training would take {peak / TrainingMemory.Megabyte:F0} MB: {process / TrainingMemory.Megabyte:F0} for the process as it is, ") +
            Invariant($"{need.Optimizer / TrainingMemory.Megabyte:F0} for the optimizer and the best weights, ") +
            Invariant($"{(copies * need.Shard.Gradients) / TrainingMemory.Megabyte:F0} for gradients, {(need.Shard.Layers + shards * need.Shard.Learner) / TrainingMemory.Megabyte:F0} for what the layers keep of the ") +
            Invariant($"{(batch + shards - 1) / shards} rows that are learned from together, {(need.Validation.Layers + need.Validation.Results) / TrainingMemory.Megabyte:F0} for measuring the validation rows; ") +
            Invariant($"{nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxMemoryMB)} allows {options.MaxMemoryMB}. ") +
            (LargestBatch(objective, options, process, need, batch, shards) is > 0 and int fitting
                ? Invariant($"Set {nameof(TrainingOptions.BatchSize)} to {fitting} or less, or allow more.")
                : "Allow more, or choose fewer or smaller layers, shorter segments or a smaller vocabulary.");
    }

    /// <summary>The largest batch, of those that are half of another, with which training would be allowed; 0 where there is none.</summary>
    private static int LargestBatch(Objective objective, TrainingOptions options, long process, Need need, int batch, int shards)
    {
        double ofExample = need.Shard.Layers / Math.Ceiling((double)batch / shards);
        for (int size = batch / 2; size > 0; size /= 2)
        {
            int count = BatchPlan.ShardCount(size, objective.ExamplesPerShard);
            ShardMemory shard = need.Shard with { Layers = (long)(ofExample * Math.Ceiling((double)size / count)) };
            if (process + (need with { Shard = shard }).Of(1, Math.Min(count, FewestCopies), count) <= TrainingMemory.Allowed(options))
            {
                return size;
            }
        }

        return 0;
    }

    /// <param name="Optimizer">What grows with the model.</param>
    /// <param name="Shard">Of the largest shard.</param>
    /// <param name="Validation">Of measuring the validation rows.</param>
    private sealed record Need(long Optimizer, ShardMemory Shard, ValidationMemory Validation)
    {
        public long Of(int workers, int copies, int shards) =>
            Optimizer + copies * Shard.Gradients + Math.Min(workers, shards) * Shard.Layers + shards * Shard.Learner +
            workers * Validation.Layers + Validation.Results;
    }
}
