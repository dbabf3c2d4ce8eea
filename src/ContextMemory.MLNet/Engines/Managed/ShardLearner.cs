using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>
/// Computes one shard of a step. First its batch is filled, so that it is known which rows of embedding tables will be read; then forward,
/// loss, backward.
/// </summary>
internal abstract class ShardLearner
{
    /// <summary>What is learned from.</summary>
    public abstract ExampleBatch Batch { get; }

    /// <summary>Bytes that are kept for the next step beside the batch, which is small.</summary>
    public virtual long Size => 0;

    /// <summary>Calls <paramref name="visit"/> with the tables that the batch looks up and the codes it looks up.</summary>
    public abstract void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit);

    /// <summary>
    /// Adds the gradients of the losses of the batch, each multiplied by <paramref name="scale"/>, and returns the sum of the losses.
    /// </summary>
    public abstract double Learn(Pass pass, float scale);
}
