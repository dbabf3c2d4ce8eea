using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>
/// One shard's way through a step. First its documents are put together, so that it is known which rows of the embedding table will
/// be read; then forward, loss, backward.
/// </summary>
internal abstract class ShardLearner
{
    public DocumentBatch Documents { get; } = new();

    /// <summary>Bytes that are kept for the next step beside the documents, which are small.</summary>
    public virtual long Size => 0;

    /// <summary>Puts the examples' documents together. Random numbers come from the shard's own stream.</summary>
    public abstract void Prepare(ReadOnlySpan<int> examples, RandomStream random);

    /// <summary>Calls <paramref name="visit"/> with the tables that the prepared examples look up and the codes they look up.</summary>
    /// <param name="table">The objective's table: that of <see cref="Documents"/>. A learner with other tables visits those.</param>
    /// <param name="visit">Called for every document.</param>
    public virtual void VisitCodes(Parameter? table, Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        for (int document = 0; table is not null && document < Documents.Count; document++)
        {
            visit(table, Documents.CodesOf(document));
        }
    }

    /// <summary>Adds the gradients of the prepared examples' losses, each multiplied by <paramref name="scale"/>, and returns the sum of the losses.</summary>
    public abstract double Learn(Pass pass, float scale);
}
