using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// The gradient of a batch, computed in shards by all workers. Shards and the order in which their gradients are added are the
/// same for any number of threads.
/// </summary>
internal sealed class BatchLearner
{
    // Long enough that adding a part is worth handing it to another thread.
    private const int PartLength = 1 << 15;

    private readonly Objective _objective;
    private readonly Workers _workers;
    private readonly ShardLearner[] _learners;
    private readonly List<Gradients> _gradients = [];
    private readonly int[] _shardExamples;
    private readonly int[] _shardCounts;
    private readonly int _shardCapacity;
    private readonly double[] _losses;
    private readonly ulong _seed;
    private readonly Action<int, int> _learnShard;
    private readonly Action<int, int> _addPart;
    private int _shards;
    private int _step;
    private float _scale;

    public BatchLearner(Objective objective, Workers workers, int batchSize, ulong seed)
    {
        _objective = objective;
        _workers = workers;
        _seed = seed;
        _learners = [.. Enumerable.Range(0, workers.Count).Select(_ => objective.CreateLearner())];
        int maximumShards = BatchPlan.ShardCount(batchSize);
        _shardCapacity = batchSize;
        _shardExamples = new int[maximumShards * batchSize];
        _shardCounts = new int[maximumShards];
        _losses = new double[maximumShards];
        _learnShard = LearnShard;
        _addPart = AddPart;
    }

    /// <summary>The gradient of the batch's mean loss, until the next call.</summary>
    public Gradients Learn(ReadOnlySpan<int> batch, int step, out double lossSum, out double targets)
    {
        targets = 0;
        foreach (int example in batch)
        {
            targets += _objective.TargetCount(example);
        }

        _shards = BatchPlan.ShardCount(batch.Length);
        _step = step;
        _scale = targets > 0 ? (float)(1 / targets) : 0;
        while (_gradients.Count < _shards)
        {
            _gradients.Add(new Gradients(_objective.Weights.Layout));
        }

        for (int shard = 0; shard < _shards; shard++)
        {
            _shardCounts[shard] = BatchPlan.FillShard(batch, shard, _shards, _shardExamples.AsSpan(shard * _shardCapacity));
        }

        _workers.Run(_shards, _learnShard);
        _workers.Run((_gradients[0].Dense.Length + PartLength - 1) / PartLength, _addPart);
        lossSum = 0;
        for (int shard = 0; shard < _shards; shard++)
        {
            lossSum += _losses[shard];
            if (shard > 0)
            {
                _gradients[0].AddSparse(_gradients[shard], _objective.Weights.Kernels);
            }
        }

        return _gradients[0];
    }

    private void LearnShard(int worker, int shard)
    {
        ShardLearner learner = _learners[worker];
        Gradients gradients = _gradients[shard];
        gradients.Clear();
        learner.Pass.StartLearning(gradients, _seed, _step, shard);
        _losses[shard] = learner.Learn(_shardExamples.AsSpan(shard * _shardCapacity, _shardCounts[shard]), _scale);
    }

    private void AddPart(int worker, int part)
    {
        int start = part * PartLength;
        Span<float> sum = _gradients[0].Dense[start..];
        sum = sum[..Math.Min(PartLength, sum.Length)];
        for (int shard = 1; shard < _shards; shard++)
        {
            TensorPrimitives.Add(sum, _gradients[shard].Dense.Slice(start, sum.Length), sum);
        }
    }
}
