using System.Numerics.Tensors;
using ContextMemory.MLNet.Layers;
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

    // Of the random numbers that decide how a shard's documents look; the others number the segments.
    private const int PreparationStream = int.MaxValue - 1;

    private readonly Objective _objective;
    private readonly Workers _workers;
    private readonly Pass[] _passes;
    private readonly List<Shard> _shards = [];
    private readonly ulong _seed;
    private readonly Action<int, int> _prepareShard;
    private readonly Action<int, int> _learnShard;
    private readonly Action<int, int> _addPart;
    private int _shardCount;
    private int _step;
    private double _targets;

    /// <param name="objective">What is learned.</param>
    /// <param name="workers">To learn with.</param>
    /// <param name="batchSize">Of the largest batch.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="cancellation">Ends <see cref="Learn"/> within a batch.</param>
    public BatchLearner(Objective objective, Workers workers, int batchSize, ulong seed, CancellationToken cancellation = default)
    {
        _objective = objective;
        _workers = workers;
        _seed = seed;
        _passes = [.. Enumerable.Range(0, workers.Count).Select(_ => new Pass(objective.Weights) { Cancellation = cancellation })];
        for (int shard = 0; shard < BatchPlan.ShardCount(batchSize, objective.ExamplesPerShard); shard++)
        {
            _shards.Add(new Shard(objective.CreateLearner(), new Gradients(objective.Weights.Layout), new int[batchSize]));
        }

        _prepareShard = PrepareShard;
        _learnShard = LearnShard;
        _addPart = AddPart;
    }

    /// <summary>Puts the documents of a batch together.</summary>
    public void Prepare(ReadOnlySpan<int> batch, int step)
    {
        _step = step;
        _targets = 0;
        foreach (int example in batch)
        {
            _targets += _objective.TargetCount(example);
        }

        _shardCount = BatchPlan.ShardCount(batch.Length, _objective.ExamplesPerShard);
        for (int shard = 0; shard < _shardCount; shard++)
        {
            _shards[shard].Count = BatchPlan.FillShard(batch, shard, _shardCount, _shards[shard].Examples);
        }

        _workers.Run(_shardCount, _prepareShard);
    }

    /// <summary>Calls <paramref name="visit"/> with every table that the prepared batch looks up and the codes it looks up.</summary>
    public void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        for (int shard = 0; shard < _shardCount; shard++)
        {
            _shards[shard].Learner.VisitCodes(_objective.Table, visit);
        }
    }

    /// <summary>The gradient of the prepared batch's mean loss, until the next call.</summary>
    /// <exception cref="OperationCanceledException">Cancelled within the batch.</exception>
    public Gradients Learn(out double lossSum, out double targets)
    {
        targets = _targets;
        _workers.Run(_shardCount, _learnShard);
        Gradients sum = _shards[0].Gradients;
        _workers.Run((sum.Dense.Length + PartLength - 1) / PartLength, _addPart);
        lossSum = 0;
        for (int shard = 0; shard < _shardCount; shard++)
        {
            lossSum += _shards[shard].Loss;
            if (shard > 0)
            {
                sum.AddSparse(_shards[shard].Gradients, _objective.Weights.Kernels);
            }
        }

        return sum;
    }

    private void PrepareShard(int worker, int index)
    {
        Shard shard = _shards[index];
        Pass pass = _passes[worker];
        pass.StartLearning(shard.Gradients, _seed, _step, index);
        pass.StartStream(PreparationStream);
        shard.Learner.Prepare(shard.Examples.AsSpan(0, shard.Count), pass.Random);
    }

    private void LearnShard(int worker, int index)
    {
        Shard shard = _shards[index];
        shard.Gradients.Clear();
        _passes[worker].StartLearning(shard.Gradients, _seed, _step, index);
        shard.Loss = shard.Learner.Learn(_passes[worker], _targets > 0 ? (float)(1 / _targets) : 0);
    }

    private void AddPart(int worker, int part)
    {
        int start = part * PartLength;
        Span<float> sum = _shards[0].Gradients.Dense[start..];
        sum = sum[..Math.Min(PartLength, sum.Length)];
        for (int shard = 1; shard < _shardCount; shard++)
        {
            TensorPrimitives.Add(sum, _shards[shard].Gradients.Dense.Slice(start, sum.Length), sum);
        }
    }

    private sealed class Shard(ShardLearner learner, Gradients gradients, int[] examples)
    {
        public ShardLearner Learner { get; } = learner;

        public Gradients Gradients { get; } = gradients;

        public int[] Examples { get; } = examples;

        public int Count { get; set; }

        public double Loss { get; set; }
    }
}
