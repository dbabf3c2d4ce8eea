using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>What the shards of a batch take of memory, and with how many of them at once the managed engine can learn.</summary>
internal sealed class ManagedMemory : ILearnerMemory
{
    private readonly ShardMemory _shard;
    private readonly int _batchSize;
    private readonly int _examplesPerShard;
    private readonly int _threads;
    private readonly bool _isBounded;

    private ManagedMemory(ShardMemory shard, int batchSize, int examplesPerShard, int threads, bool isBounded)
    {
        _shard = shard;
        _batchSize = batchSize;
        _examplesPerShard = examplesPerShard;
        _threads = threads;
        _isBounded = isBounded;
    }

    /// <summary>Measures a shard of these examples.</summary>
    internal delegate ShardMemory ShardMeter(ReadOnlySpan<int> examples);

    /// <inheritdoc cref="TrainingEngine.Measure"/>
    /// <param name="objective"/>
    /// <param name="batchSize"/>
    /// <param name="threads"/>
    /// <param name="bytesLeft"/>
    /// <param name="measure">Learns from a shard once.</param>
    public static ManagedMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft, ShardMeter measure)
    {
        int[] largest = FindLargest(objective, batchSize, Shards.Count(batchSize, objective.ExamplesPerShard));
        ShardMemory shard = largest.Length == 0 ? default : MeasureLargest(largest, bytesLeft, measure);
        return new ManagedMemory(shard, batchSize, objective.ExamplesPerShard, threads, isBounded: bytesLeft < long.MaxValue);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LearnerPlan> Plans(int batchSize)
    {
        int shards = Shards.Count(batchSize, _examplesPerShard);
        ShardMemory shard = batchSize == _batchSize ? _shard : ShardOf(batchSize, shards);
        var plans = new List<LearnerPlan>();
        for (int threads = _threads; threads > 0; threads--)
        {
            // What a user's bound allows may be held.
            int most = _isBounded ? shards : GradientCopies.Usual(threads, shard.Gradients);
            foreach (int copies in new[] { most, Math.Min(most, threads + 1), GradientCopies.Fewest })
            {
                plans.Add(new ManagedPlan(threads, Math.Min(shards, copies), batchSize, shards, shard));
            }
        }

        return plans;
    }

    /// <summary>The largest shard of a smaller batch: what the layers keep grows with the examples.</summary>
    private ShardMemory ShardOf(int batchSize, int shards)
    {
        double ofExample = _shard.Layers / Math.Ceiling((double)_batchSize / Shards.Count(_batchSize, _examplesPerShard));
        return _shard with { Layers = (long)(ofExample * Math.Ceiling((double)batchSize / shards)) };
    }

    /// <summary>
    /// What the largest shard of any batch takes. Where that may be more than is left it is not tried, but told from smaller ones: what the
    /// layers keep grows with the examples.
    /// </summary>
    private static ShardMemory MeasureLargest(int[] largest, long bytesLeft, ShardMeter measure)
    {
        int count = bytesLeft == long.MaxValue ? largest.Length : 1;
        ShardMemory measured = measure(largest.AsSpan(0, count));
        long growth = measured.Layers;
        while (count < largest.Length && 2 * (measured.Layers + measured.Gradients) <= bytesLeft)
        {
            int next = Math.Min(2 * count, largest.Length);

            // What was measured before is no longer needed.
            ProcessMemory.GiveBack();
            ShardMemory larger = measure(largest.AsSpan(0, next));
            growth = (larger.Layers - measured.Layers) / (next - count);
            (count, measured) = (next, larger);
        }

        return measured with { Layers = measured.Layers + (largest.Length - count) * growth };
    }

    /// <summary>Of the batch that has the longest examples, the shard that has the longest of them.</summary>
    private static int[] FindLargest(IObjective objective, int batch, int shards)
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
}
