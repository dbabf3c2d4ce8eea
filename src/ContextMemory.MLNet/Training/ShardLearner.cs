using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>One worker's way through a shard of a batch: forward, loss, backward.</summary>
internal abstract class ShardLearner(Weights weights)
{
    public Pass Pass { get; } = new(weights);

    /// <summary>Adds the gradients of the examples' losses, each multiplied by <paramref name="scale"/>, and returns the sum of the losses.</summary>
    public abstract double Learn(ReadOnlySpan<int> examples, float scale);
}
