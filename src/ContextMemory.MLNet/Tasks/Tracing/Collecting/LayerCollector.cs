namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>Sums up what one layer computes.</summary>
internal abstract class LayerCollector
{
    /// <param name="layer">The number of the layer.</param>
    /// <param name="texts">The tokens that were read.</param>
    public abstract LayerTrace Finish(int layer, TokenTexts texts);
}
