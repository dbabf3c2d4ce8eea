using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// In which batches the examples of an epoch are learned from: shuffled, then sorted by length within pools of many batches, so
/// that a batch holds examples of like length and yet differs from epoch to epoch; then the batches are shuffled.
/// </summary>
internal sealed class BatchPlan
{
    private const int BatchesPerPool = 50;

    private readonly int[] _examples;
    private readonly int[] _batches;
    private readonly int _batchSize;
    private readonly Comparison<int> _byLength;

    public BatchPlan(Objective objective, int batchSize)
    {
        _batchSize = batchSize;
        _examples = [.. Enumerable.Range(0, objective.ExampleCount)];
        _batches = [.. Enumerable.Range(0, (objective.ExampleCount + batchSize - 1) / batchSize)];
        _byLength = (left, right) => objective.TokenCount(left).CompareTo(objective.TokenCount(right));
    }

    public int BatchCount => _batches.Length;

    public void StartEpoch(ulong seed, int epoch)
    {
        for (int i = 0; i < _examples.Length; i++)
        {
            _examples[i] = i;
        }

        for (int i = 0; i < _batches.Length; i++)
        {
            _batches[i] = i;
        }

        var random = new RandomStream(seed, (ulong)epoch);
        random.Shuffle<int>(_examples);
        int pool = BatchesPerPool * _batchSize;
        for (int start = 0; start < _examples.Length; start += pool)
        {
            // A stable sort: which of two examples of one length comes first must not depend on the sort's inner workings.
            int[] sorted = [.. _examples.Skip(start).Take(pool).Order(Comparer<int>.Create(_byLength))];
            sorted.CopyTo(_examples, start);
        }

        random.Shuffle<int>(_batches);
    }

    public ReadOnlySpan<int> Batch(int index)
    {
        int start = _batches[index] * _batchSize;
        return _examples.AsSpan(start, Math.Min(_batchSize, _examples.Length - start));
    }
}
