using System.Numerics.Tensors;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Engines.Managed;

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

    private readonly IManagedObjective _objective;
    private readonly Workers _workers;
    private readonly Pass[] _passes;
    private readonly Gradients[] _gradients;
    private readonly List<Shard> _shards = [];
    private readonly ulong _seed;
    private readonly Action<int, int> _prepareShard;
    private readonly Action<int, int> _learnShard;
    private readonly Action<int, int> _addPart;
    private int _shardCount;

    // The shards that are learned from at once: the first of them, and how many.
    private int _firstShard;
    private int _waveCount;
    private int _step;
    private double _targets;

    /// <param name="objective">What is learned.</param>
    /// <param name="workers">To learn with.</param>
    /// <param name="batchSize">Of the largest batch.</param>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="gradientCopies">How many shards have gradients at a time, 2 at least; it does not change the sum.</param>
    /// <param name="cancellation">Ends <see cref="Learn"/> within a batch.</param>
    public BatchLearner(
        IManagedObjective objective, Workers workers, int batchSize, ulong seed, int gradientCopies = int.MaxValue, CancellationToken cancellation = default)
    {
        _objective = objective;
        _workers = workers;
        _seed = seed;
        _passes = [.. Enumerable.Range(0, workers.Count).Select(_ => new Pass(objective.Weights) { Cancellation = cancellation })];
        int shards = Shards.Count(batchSize, objective.ExamplesPerShard);
        for (int shard = 0; shard < shards; shard++)
        {
            _shards.Add(new Shard(objective.CreateLearner(), new int[batchSize]));
        }

        _gradients = [.. Enumerable.Range(0, Math.Min(gradientCopies, shards)).Select(_ => new Gradients(objective.Weights.Layout))];

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

        _shardCount = Shards.Count(batch.Length, _objective.ExamplesPerShard);
        for (int shard = 0; shard < _shardCount; shard++)
        {
            _shards[shard].Count = Shards.Fill(batch, shard, _shardCount, _shards[shard].Examples);
        }

        _workers.Run(_shardCount, _prepareShard);
    }

    /// <summary>Calls <paramref name="visit"/> with every table that the prepared batch looks up and the codes it looks up.</summary>
    public void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        for (int shard = 0; shard < _shardCount; shard++)
        {
            _shards[shard].Learner.VisitCodes(visit);
        }
    }

    /// <summary>The gradient of the prepared batch's mean loss, until the next call.</summary>
    /// <exception cref="OperationCanceledException">Cancelled within the batch.</exception>
    public Gradients Learn(out double lossSum, out double targets)
    {
        targets = _targets;
        lossSum = 0;

        // The first shard's gradients become the sum; those of the others are added in their order, however many there are at a time.
        Gradients sum = _gradients[0];
        for (_firstShard = 0; _firstShard < _shardCount; _firstShard += _waveCount)
        {
            _waveCount = Math.Min(_shardCount - _firstShard, _firstShard == 0 ? _gradients.Length : _gradients.Length - 1);
            _workers.Run(_waveCount, _learnShard);
            _workers.Run((sum.Dense.Length + PartLength - 1) / PartLength, _addPart);
            for (int shard = _firstShard; shard < _firstShard + _waveCount; shard++)
            {
                lossSum += _shards[shard].Loss;
                if (shard > 0)
                {
                    sum.AddSparse(GradientsOf(shard), _objective.Weights.Kernels);
                }
            }
        }

        return sum;
    }

    private Gradients GradientsOf(int shard) => _gradients[_firstShard == 0 ? shard : shard - _firstShard + 1];

    private void PrepareShard(int worker, int index)
    {
        Shard shard = _shards[index];
        Pass pass = _passes[worker];
        pass.StartLearning(_gradients[0], _seed, _step, index);
        pass.StartStream(PreparationStream);
        shard.Learner.Batch.Fill(shard.Examples.AsSpan(0, shard.Count), pass.Random);
    }

    private void LearnShard(int worker, int place)
    {
        int index = _firstShard + place;
        Shard shard = _shards[index];
        Gradients gradients = GradientsOf(index);
        gradients.Clear();
        Pass pass = _passes[worker];
        pass.StartLearning(gradients, _seed, _step, index);
        pass.LossScale = _targets > 0 ? (float)(1 / _targets) : 0;
        shard.Loss = shard.Learner.Learn(pass, pass.LossScale);
    }

    private void AddPart(int worker, int part)
    {
        int start = part * PartLength;
        Span<float> sum = _gradients[0].Dense[start..];
        sum = sum[..Math.Min(PartLength, sum.Length)];
        for (int shard = Math.Max(1, _firstShard); shard < _firstShard + _waveCount; shard++)
        {
            TensorPrimitives.Add(sum, GradientsOf(shard).Dense.Slice(start, sum.Length), sum);
        }
    }

    private sealed class Shard(ShardLearner learner, int[] examples)
    {
        public ShardLearner Learner { get; } = learner;

        public int[] Examples { get; } = examples;

        public int Count { get; set; }

        public double Loss { get; set; }
    }
}
