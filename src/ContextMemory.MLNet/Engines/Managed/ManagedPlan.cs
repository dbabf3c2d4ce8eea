using ContextMemory.MLNet.Numerics;
using static System.FormattableString;

namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>How many shards the managed engine learns from at once.</summary>
/// <param name="Threads">Shards that are learned from at once.</param>
/// <param name="GradientCopies">Shards that have gradients at a time, 2 at least where there are several. It does not change their sum.</param>
/// <param name="BatchSize">Examples of the largest batch.</param>
/// <param name="ShardCount">Shards of such a batch.</param>
/// <param name="Shard">What the largest shard takes.</param>
internal sealed record ManagedPlan(int Threads, int GradientCopies, int BatchSize, int ShardCount, ShardMemory Shard) : LearnerPlan(Threads)
{
    /// <inheritdoc/>
    public override long Bytes => Gradients + Layers;

    /// <inheritdoc/>
    public override string Parts =>
        Invariant($"{Gradients / ProcessMemory.Megabyte:F0} for gradients, {Layers / ProcessMemory.Megabyte:F0} for what the layers keep of the ") +
        Invariant($"{(BatchSize + ShardCount - 1) / ShardCount} rows that are learned from together");

    private long Gradients => GradientCopies * Shard.Gradients;

    private long Layers => Math.Min(Threads, ShardCount) * Shard.Layers + ShardCount * Shard.Learner;
}
