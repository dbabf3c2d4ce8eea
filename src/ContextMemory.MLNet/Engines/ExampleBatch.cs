using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Engines;

/// <summary>
/// Examples that are learned from together, as data: the codes of what they read and, in derived classes, their targets and what these
/// count. It knows no layers, so any engine can compute from it.
/// </summary>
internal abstract class ExampleBatch
{
    /// <summary>Puts examples together, in place of those that were in it.</summary>
    /// <param name="examples">Their numbers.</param>
    /// <param name="random">Decides what of them is hidden, where something is.</param>
    public abstract void Fill(ReadOnlySpan<int> examples, RandomStream random);
}
