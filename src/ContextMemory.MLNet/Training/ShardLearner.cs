using ContextMemory.MLNet.Encoders;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// One shard's way through a step. First its documents are put together, so that it is known which rows of the embedding table will
/// be read; then forward, loss, backward.
/// </summary>
internal abstract class ShardLearner
{
    public DocumentBatch Documents { get; } = new();

    /// <summary>Puts the examples' documents together. Random numbers come from the shard's own stream.</summary>
    public abstract void Prepare(ReadOnlySpan<int> examples, RandomStream random);

    /// <summary>Adds the gradients of the prepared examples' losses, each multiplied by <paramref name="scale"/>, and returns the sum of the losses.</summary>
    public abstract double Learn(Pass pass, float scale);
}
